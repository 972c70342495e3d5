package io.scriptfarm.store;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.scriptfarm.testkit.FarmBackends;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// One Redis.
class RedisStoreContractTest extends RedisStoreLaws {
  private static RedisStore store;
  private static RedisClient client;
  private static RedisCommands<String, String> redis;

  @BeforeAll
  static void open() {
    String uri = FarmBackends.get().namespace().redisUri();
    store = RedisStore.connect(RedisStoreConfig.of(uri), InstantSource.system());
    client = RedisClient.create(uri);
    redis = client.connect().sync();
  }

  @AfterAll
  static void close() {
    client.shutdown();
    store.close();
  }

  @Override
  protected RedisStore of(String user) {
    return store;
  }

  @Override
  protected RedisClusterCommands<String, String> redis() {
    return redis;
  }
}
