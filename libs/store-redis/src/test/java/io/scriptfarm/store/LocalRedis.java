package io.scriptfarm.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicReference;
import redis.embedded.RedisServer;

/// A real Redis 6.2 on a free port of this machine, without persistence.
/// `-Dtest.redis-server=PATH` runs another server that speaks the protocol.
final class LocalRedis implements AutoCloseable {
  private static final AtomicReference<LocalRedis> SHARED = new AtomicReference<>();

  private final int port;
  private RedisServer server;

  private LocalRedis(int port) {
    this.port = port;
    this.server = started(port);
  }

  static LocalRedis start() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = probe.getLocalPort();
      probe.close();
      return new LocalRedis(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One for all test classes that leave it running; it ends with the tests.
  static synchronized LocalRedis shared() {
    LocalRedis running = SHARED.get();
    if (running == null) {
      running = start();
      SHARED.set(running);
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
    }
    return running;
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

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /// A place of its own on this server, for tests that count.
  String uri(int database) {
    return uri() + "/" + database;
  }

  void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startAgain() {
    server = started(port);
  }

  @Override
  public void close() {
    stop();
  }
}
