package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.LocalRedis;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Redis goes away and comes back.
class RedisOutageTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Blob BLOB = Blob.ofUtf8("outage");

  @Test
  @DisplayName(
      "R43 while Redis is away operations fail in bounded time, and recover when it is back")
  void failsFastAndRecovers() {
    try (LocalRedis redis = LocalRedis.start();
        RedisStore store = RedisStore.connect(config(redis.uri()), InstantSource.system())) {
      store.artifacts().write(List.of(BLOB));
      assertTrue(store.isReachable());

      redis.stop();
      for (int i = 0; i < 5; i++) {
        long begin = System.nanoTime();
        assertThrows(
            StoreUnavailableException.class, () -> store.artifacts().read(Set.of(BLOB.digest())));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(took.compareTo(TIMEOUT.plusSeconds(1)) < 0, took.toString());
      }
      assertFalse(store.isReachable());

      redis.startAgain();
      Await.until(Duration.ofSeconds(10), "the store recovers", store::isReachable);
      store.artifacts().write(List.of(BLOB));
      assertEquals(Set.of(), store.artifacts().missing(Set.of(BLOB.digest())));
    }
  }

  @Test
  @DisplayName("R43 a store opened before its Redis works once Redis is there")
  void waitsForRedisToStart() {
    try (LocalRedis redis = LocalRedis.start()) {
      redis.stop();
      try (RedisStore store = RedisStore.connect(config(redis.uri()), InstantSource.system())) {
        var thrown =
            assertThrows(
                StoreUnavailableException.class, () -> store.artifacts().write(List.of(BLOB)));
        assertTrue(thrown.getMessage().contains("127.0.0.1"), thrown.getMessage());

        redis.startAgain();
        Await.until(Duration.ofSeconds(10), "the store connects", store::isReachable);
      }
    }
  }

  @Test
  @DisplayName("R43 a Redis that accepts connections and says nothing is given up on in time")
  void givesUpOnSilence() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        RedisStore store =
            RedisStore.connect(
                config("redis://127.0.0.1:" + silent.getLocalPort()), InstantSource.system())) {
      long begin = System.nanoTime();
      assertThrows(
          StoreUnavailableException.class, () -> store.artifacts().missing(Set.of(BLOB.digest())));
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      assertTrue(took.compareTo(TIMEOUT.multipliedBy(3)) < 0, took.toString());
    }
  }

  @Test
  @DisplayName("R43 a blob that Redis does not take is held no longer than its writer waits")
  void letsGoOfWhatIsNotTaken() {
    try (LocalRedis redis = LocalRedis.start();
        RedisStore store =
            RedisStore.connect(
                new RedisStoreConfig(redis.uri(), Duration.ofDays(1), Duration.ofMillis(300)),
                InstantSource.system())) {
      assertTrue(store.isReachable());
      List<WeakReference<byte[]>> refused = new ArrayList<>();

      try (LocalRedis.Frozen _ = redis.freeze()) {
        for (int i = 0; i < 3; i++) {
          refused.add(refusedFrame(store, i));
        }
        Await.until(
            Duration.ofSeconds(20),
            "nobody holds the frames",
            () -> {
              System.gc();
              return refused.stream().allMatch(frame -> frame.get() == null);
            });
      }

      Await.until(Duration.ofSeconds(10), "the store connects", store::isReachable);
      store.artifacts().write(List.of(BLOB));
      assertEquals(Set.of(), store.artifacts().missing(Set.of(BLOB.digest())));
    }
  }

  /// More than the buffers of a connection hold.
  private static WeakReference<byte[]> refusedFrame(RedisStore store, long seed) {
    byte[] content = new byte[16 * 1024 * 1024];
    new Random(seed).nextBytes(content);
    byte[] frame = Zstd.compress(content, 1);
    assertThrows(
        StoreUnavailableException.class,
        () -> store.frames().writeFrame(Digest.of(content), frame));
    return new WeakReference<>(frame);
  }

  @Test
  void keepsCredentialsOutOfMessages() {
    RedisStoreConfig config = config("redis://farm:secret@127.0.0.1:1");
    assertFalse(config.toString().contains("secret"), config.toString());
    try (RedisStore store = RedisStore.connect(config, InstantSource.system())) {
      var thrown = assertThrows(StoreUnavailableException.class, () -> store.counters().all());
      assertFalse(thrown.getMessage().contains("secret"), thrown.getMessage());
    }
  }

  @Test
  void refusesWhatIsNoRedisUri() {
    assertThrows(
        IllegalArgumentException.class,
        () -> RedisStore.connect(config("http://127.0.0.1"), InstantSource.system()));
  }

  private static RedisStoreConfig config(String uri) {
    return new RedisStoreConfig(uri, Duration.ofDays(1), TIMEOUT);
  }
}
