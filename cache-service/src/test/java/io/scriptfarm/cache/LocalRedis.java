package io.scriptfarm.cache;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import redis.embedded.RedisServer;

/// A real Redis 6.2 for the service under test, which tests may stop and start.
public final class LocalRedis implements QuarkusTestResourceLifecycleManager {
  private int port;
  private RedisServer server;

  /// Marks the field of a test that gets the running Redis.
  @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
  public @interface Running {}

  @Override
  public Map<String, String> start() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    startServer();
    return Map.of("farm.redis.uri", uri(), "farm.redis.command-timeout", "1s");
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  void startServer() {
    try {
      server =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no")
              .build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stopServer() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      stopServer();
    }
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(
        this, new TestInjector.AnnotatedAndMatchesType(Running.class, LocalRedis.class));
  }
}
