package io.scriptfarm.delivery.replication;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A wire between client and server that can be cut and that damages what passes.
final class Proxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Queue<Wire> wires = new ConcurrentLinkedQueue<>();

  /// What happens to the bytes of one connection on their way to the client.
  @FunctionalInterface
  interface Wire {
    /// @param offset of the first byte in the connection
    /// @return how many to pass before the connection is cut, `length` to go on
    int pass(byte[] bytes, int length, long offset);
  }

  static Wire cutAfter(long bytes) {
    return (_, length, offset) -> (int) Math.min(length, Math.max(0, bytes - offset));
  }

  Proxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// The wire of the next connection that has none; those after all of these change nothing.
  Proxy then(Wire wire) {
    wires.add(wire);
    return this;
  }

  void cutAll() {
    sockets.forEach(Proxy::close);
  }

  private void listen() {
    try {
      while (true) {
        Socket client = listening.accept();
        Wire wire = wires.isEmpty() ? (_, length, _) -> length : wires.remove();
        Thread.ofVirtual().start(() -> connect(client, wire));
      }
    } catch (IOException e) {
      cutAll();
    }
  }

  private void connect(Socket client, Wire wire) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(client);
      sockets.add(server);
      Thread.ofVirtual().start(() -> copy(client, server, (_, length, _) -> length));
      copy(server, client, wire);
    } catch (IOException e) {
      close(client);
    }
  }

  private void copy(Socket from, Socket to, Wire wire) {
    byte[] buffer = new byte[16 * 1024];
    long offset = 0;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        int passed = wire.pass(buffer, read, offset);
        out.write(buffer, 0, passed);
        offset += passed;
        if (passed < read) {
          break;
        }
      }
    } catch (IOException e) {
      // One side is gone: so is the other.
    }
    close(from);
    close(to);
    sockets.remove(from);
    sockets.remove(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cutAll();
  }
}
