package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.TranspileJob.Transpiled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes of a cluster that speak TLS alone, ask for certificates, and know the users of
/// `deploy/redis/users.acl`. Each part of the store is used by a service that has it.
@DisplayName("R41 a cluster of Redis")
class RedisClusterTest extends RedisStoreLaws {
  private static SecuredRedis cluster;
  private static RedisClusterCommands<String, String> redis;
  private static final Map<String, RedisStore> STORES = new HashMap<>();

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    cluster = new SecuredRedis(folder, 3);
    redis = cluster.all();
  }

  @AfterAll
  static void close() {
    STORES.values().forEach(RedisStore::close);
    STORES.clear();
    cluster.close();
  }

  @Override
  protected RedisStore of(String user) {
    return STORES.computeIfAbsent(user, cluster::store);
  }

  @Override
  protected RedisClusterCommands<String, String> redis() {
    return redis;
  }

  @Test
  @DisplayName("holds and cleans up what lies on all of its nodes")
  void isWalkedOverAsAWhole() {
    cluster.nodes().forEach(RedisCommands::flushall);
    List<Blob> blobs = IntStream.range(0, 300).mapToObj(i -> Blob.ofUtf8("blob " + i)).toList();
    of("compile-worker").artifacts().write(blobs);
    Map<CompileKey, Transpiled> outcomes = new HashMap<>();
    for (Blob blob : blobs) {
      outcomes.put(
          CompileKey.of("cluster", blob.digest().hex()),
          new Transpiled(
              Optional.of(blob.digest()),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              List.of()));
    }
    of("compile-worker").outcomes().record(Map.copyOf(outcomes));
    assertTrue(cluster.nodes().stream().allMatch(node -> node.dbsize() > 100), "each has its part");
    redis.set("b:" + blobs.getFirst().digest(), "damaged");
    redis.del("b:" + blobs.getLast().digest());

    StoreStatistics held = of("gateway").statistics();
    CleanUp walk =
        of("cache-service").cleanUp(Duration.ofSeconds(20), Long.MAX_VALUE).orElseThrow();

    assertEquals(299, held.blobs());
    assertEquals(300, held.outcomes());
    assertTrue(held.redisUsedBytes() > 3_000_000, "of all nodes");
    assertTrue(walk.finished());
    assertEquals(299, walk.blobsVerified());
    assertEquals(1, walk.blobsQuarantined());
    assertEquals(300, walk.outcomesVerified());
    assertTrue(walk.outcomesDropped() >= 1, "what lost its blob");
  }
}
