package io.scriptfarm.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/// Sockets that are bound before the server starts which listens on them, by the name of a
/// listener: from then on nobody else gets their ports. Safe for concurrent use.
record BoundPorts(Map<String, ServerSocketChannel> sockets) implements AutoCloseable {
  static final String BROKER = "BROKER";

  /// The broker talks to itself there, whatever is between it and its clients.
  static final String SELF = "SELF";

  static final String CONTROLLER = "CONTROLLER";

  // Connections that wait to be accepted; Kafka's own default (socket.listen.backlog.size).
  private static final int BACKLOG = 50;

  // How often a free port may be somebody else's by the time it is wanted.
  private static final int ATTEMPTS = 20;

  BoundPorts {
    sockets = new TreeMap<>(sockets);
  }

  /// Binds a port for the broker's clients, `port` or else a free one, and free ones for the rest.
  ///
  /// @param free gives ports that are likely free
  /// @throws BindException when somebody else has `port`
  static BoundPorts bind(OptionalInt port, IntSupplier free) throws IOException {
    Map<String, ServerSocketChannel> bound = new TreeMap<>();
    try {
      bound.put(BROKER, port.isPresent() ? bind(port.getAsInt()) : bindAny(free));
      bound.put(SELF, bindAny(free));
      bound.put(CONTROLLER, bindAny(free));
      return new BoundPorts(bound);
    } catch (IOException e) {
      for (ServerSocketChannel socket : bound.values()) {
        socket.close();
      }
      throw e;
    }
  }

  private static ServerSocketChannel bindAny(IntSupplier free) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return bind(free.getAsInt());
      } catch (BindException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static ServerSocketChannel bind(int port) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.configureBlocking(false);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  int port(String listener) {
    return socket(listener).socket().getLocalPort();
  }

  ServerSocketChannel socket(String listener) {
    ServerSocketChannel socket = sockets.get(listener);
    if (socket == null) {
      throw new IllegalArgumentException("nothing is bound for the listener " + listener);
    }
    return socket;
  }

  /// Gives the ports up; also after a server has closed its sockets.
  @Override
  public void close() throws IOException {
    for (ServerSocketChannel socket : sockets.values()) {
      socket.close();
    }
  }
}
