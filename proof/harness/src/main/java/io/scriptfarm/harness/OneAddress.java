package io.scriptfarm.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One address before several servers of this machine, as a Service of Kubernetes is: each new
/// connection goes to the next server that takes it. Safe for concurrent use. Closing cuts all.
public final class OneAddress implements AutoCloseable {
  private final List<Integer> ports;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  public OneAddress(List<Integer> ports) {
    this.ports = List.copyOf(ports);
    try {
      this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("one-address").start(this::accept);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private void accept() {
    for (int number = 0; !server.isClosed(); number++) {
      try {
        join(server.accept(), number);
      } catch (IOException e) {
        continue; // closed, or the client is gone
      }
    }
  }

  /// Where no server takes it, the connection is cut.
  private void join(Socket client, int number) throws IOException {
    for (int i = 0; i < ports.size(); i++) {
      Socket target;
      try {
        target =
            new Socket(InetAddress.getLoopbackAddress(), ports.get((number + i) % ports.size()));
      } catch (IOException e) {
        continue;
      }
      open.add(client);
      open.add(target);
      Thread.ofVirtual().start(() -> pass(client, target));
      Thread.ofVirtual().start(() -> pass(target, client));
      return;
    }
    client.close();
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      return; // cut; so is the other direction
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
