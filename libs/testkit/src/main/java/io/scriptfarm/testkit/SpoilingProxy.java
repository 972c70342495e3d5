package io.scriptfarm.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP proxy before a service that cuts connections and changes bytes of what the service
/// answers, at exact places. Passes everything on until it is told otherwise. Closing cuts all.
public final class SpoilingProxy implements AutoCloseable {
  private final InetSocketAddress target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private long passed; // bytes of answers since it was told something, on all connections
  private long cutAfter = Long.MAX_VALUE;
  private int cuts;
  private long flipAt = Long.MAX_VALUE;

  public SpoilingProxy(URI target) {
    this.target = new InetSocketAddress(target.getHost(), target.getPort());
    try {
      this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /// Cuts whichever connection brings the `bytes`-th byte from now on, right after it; then counts
  /// from the beginning, until there were so many `cuts`.
  public synchronized void cutAfter(long bytes, int cuts) {
    this.passed = 0;
    this.cutAfter = bytes;
    this.cuts = cuts;
  }

  /// Changes the byte after the next `bytes`.
  public synchronized void flipAt(long bytes) {
    this.passed = 0;
    this.flipAt = bytes;
  }

  /// Bytes of answers since the last {@link #cutAfter} that was carried out, or {@link #flipAt}.
  public synchronized long passed() {
    return passed;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket service = new Socket();
        open.add(client);
        open.add(service);
        service.connect(target);
        client.setTcpNoDelay(true);
        service.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pump(client, service, false));
        Thread.ofVirtual().start(() -> pump(service, client, true));
      } catch (IOException e) {
        continue; // the service is away: as if nobody answered
      }
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[16 * 1024];
    try (from) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count = in.read(buffer);
      while (count >= 0) {
        int whole = count;
        int pass = answers ? spoil(buffer, count) : count;
        out.write(buffer, 0, pass);
        if (pass < whole || pass == 0) {
          break;
        }
        count = in.read(buffer);
      }
      to.shutdownOutput(); // what was passed on arrives
    } catch (IOException e) {
      // one side is gone, and so is the other then
    } finally {
      open.remove(from);
    }
  }

  /// How many of these bytes may pass; with fewer than there are the connection ends.
  private synchronized int spoil(byte[] buffer, int count) {
    int pass = count;
    if (cuts > 0 && cutAfter - passed < count) {
      pass = (int) (cutAfter - passed);
      cuts--;
      passed = 0;
      return pass;
    }
    if (flipAt >= passed && flipAt < passed + count) {
      buffer[(int) (flipAt - passed)] ^= 0x20;
      flipAt = Long.MAX_VALUE;
    }
    passed += count;
    return pass;
  }

  /// Cuts every connection that there is.
  public void cutAll() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    open.clear();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cutAll();
  }
}
