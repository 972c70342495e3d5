package io.scriptfarm.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import redis.embedded.RedisServer;

/// A real Redis 6.2 on a free port of this machine, without persistence, for a test that stops it
/// or measures it; other tests share that of {@link FarmBackends}. Not safe for concurrent use.
/// `-Dtest.redis-server=PATH` runs another server that speaks the protocol.
public final class LocalRedis implements AutoCloseable {
  private final int port;
  private RedisServer server;

  private LocalRedis(int port) {
    this.port = port;
    this.server = started(port);
  }

  public static LocalRedis start() {
    return new LocalRedis(freePort());
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RedisServer started(int port) {
    try {
      var builder =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no");
      String executable = System.getProperty("test.redis-server");
      if (executable != null) {
        builder.executableProvider(() -> new java.io.File(executable));
      }
      RedisServer server = builder.build();
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /// Ends the server, which forgets everything; {@link #startAgain} takes the same port.
  public void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops the server as a debugger does (SIGSTOP): connections stand, and nobody reads from them.
  /// Closing what this gives lets it go on; to be done before {@link #stop}.
  public Frozen freeze() {
    String pid = pid();
    signal(pid, "STOP");
    return () -> signal(pid, "CONT");
  }

  /// A server that stands still.
  @FunctionalInterface
  public interface Frozen extends AutoCloseable {
    @Override
    void close();
  }

  private String pid() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("INFO server\r\nQUIT\r\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII)
          .lines()
          .filter(line -> line.startsWith("process_id:"))
          .map(line -> line.substring("process_id:".length()).strip())
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(String pid, String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no signal " + name + " to the process " + pid);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  public void startAgain() {
    server = started(port);
  }

  @Override
  public void close() {
    stop();
  }
}
