package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.RedisClient;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.embedded.Ports;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R41 a Redis that a Sentinel names")
class RedisSentinelTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  @DisplayName("R43 is found again when its replica took its place")
  void isFoundAgain(@TempDir Path folder) {
    int primaryPort = Ports.free();
    int replicaPort = Ports.free(port -> port != primaryPort);
    int sentinelPort = Ports.free(port -> port != primaryPort && port != replicaPort);
    String uri = "redis-sentinel://127.0.0.1:" + sentinelPort + "#farm";
    Blob blob = Blob.ofUtf8("kept by the replica");
    try (RedisProcess primary =
            RedisProcess.start(
                folder.resolve("primary"), "bind 127.0.0.1", "port " + primaryPort, "save \"\"");
        RedisProcess _ =
            RedisProcess.start(
                folder.resolve("replica"),
                "bind 127.0.0.1",
                "port " + replicaPort,
                "save \"\"",
                "replicaof 127.0.0.1 " + primaryPort);
        RedisProcess _ =
            RedisProcess.sentinel(
                folder.resolve("sentinel"),
                "bind 127.0.0.1",
                "port " + sentinelPort,
                "sentinel monitor farm 127.0.0.1 " + primaryPort + " 1",
                "sentinel down-after-milliseconds farm 500",
                "sentinel failover-timeout farm 2000");
        RedisStore store = RedisStore.connect(RedisStoreConfig.of(uri), InstantSource.system())) {
      store.artifacts().write(List.of(blob));
      Await.until(
          SOON,
          "the replica has it, and the Sentinel knows it",
          () -> knows(sentinelPort, replicaPort, blob));

      primary.close();

      Await.until(SOON, "the replica takes writes", () -> isWritable(store));
      assertEquals(Set.of(), store.artifacts().missing(Set.of(blob.digest())));
    }
  }

  private static boolean knows(int sentinelPort, int replicaPort, Blob blob) {
    try (RedisClient sentinel = RedisClient.create("redis://127.0.0.1:" + sentinelPort);
        RedisClient replica = RedisClient.create("redis://127.0.0.1:" + replicaPort)) {
      return !sentinel.connectSentinel().sync().replicas("farm").isEmpty()
          && replica.connect().sync().exists("b:" + blob.digest()) == 1;
    }
  }

  private static boolean isWritable(RedisStore store) {
    try {
      store.requireWritable();
      return true;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }
}
