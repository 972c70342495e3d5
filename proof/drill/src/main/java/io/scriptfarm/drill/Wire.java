package io.scriptfarm.drill;

import io.scriptfarm.contract.wire.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP proxy between the services and a backend: it can be cut, slow, still, or away. Safe for
/// concurrent use. Closing cuts everything.
final class Wire implements AutoCloseable {
  // How soon a wire that was still passes bytes again.
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final int BUFFER = 64 * 1024;

  private final int target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean still;
  private volatile boolean away;

  /// @param target the backend's port of this machine; nobody need listen there yet
  Wire(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("wire").start(this::accept);
  }

  /// `host:port` where services find the backend.
  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /// Ends every connection that there is, without a word (RST). New ones are welcome.
  void cut() {
    for (Socket socket : open) {
      drop(socket);
    }
  }

  /// For `time`, every piece of data arrives `late`.
  void slow(Duration late, Duration time) throws InterruptedException {
    delay = late;
    try {
      Pause.of(time);
    } finally {
      delay = Duration.ZERO;
    }
  }

  /// For `time`, connections stand and nothing passes.
  void still(Duration time) throws InterruptedException {
    still = true;
    try {
      Pause.of(time);
    } finally {
      still = false;
    }
  }

  /// For `time`, there are no connections.
  void away(Duration time) throws InterruptedException {
    away = true;
    try {
      cut();
      Pause.of(time);
    } finally {
      away = false;
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        if (away) {
          drop(client);
        } else {
          Thread.ofVirtual().start(() -> connect(client));
        }
      } catch (IOException e) {
        continue; // closed
      }
    }
  }

  private void connect(Socket client) {
    Socket backend = new Socket();
    open.add(backend);
    try {
      backend.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      backend.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pump(client, backend));
      pump(backend, client);
    } catch (IOException e) {
      drop(client); // as if nobody listened
      drop(backend);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        hold();
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // one side is gone, and so is the other then
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      drop(from);
      drop(to);
    }
  }

  private void hold() throws InterruptedException {
    if (delay.isPositive()) {
      Pause.of(delay);
    }
    while (still) {
      Pause.of(LOOK);
    }
  }

  private void drop(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // gone already
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
