package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.testkit.LocalRedis;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 a Redis that refuses")
class RefusalTest {
  private static final Blob BLOB = Blob.ofUtf8("refused");

  private final LocalRedis redis = LocalRedis.start();
  private final RedisClient client = RedisClient.create(redis.uri());
  private final StatefulRedisConnection<String, String> connection = client.connect();
  private final RedisCommands<String, String> commands = connection.sync();
  private final RedisStore store =
      RedisStore.connect(
          new RedisStoreConfig(redis.uri(), Duration.ofDays(1), Duration.ofSeconds(5)),
          InstantSource.system());

  @AfterEach
  void close() {
    store.close();
    client.shutdown();
    redis.close();
  }

  private String refusalOfAWrite() {
    String message =
        assertThrows(StoreUnavailableException.class, () -> store.artifacts().write(List.of(BLOB)))
            .getMessage();
    assertEquals(
        message,
        assertThrows(StoreUnavailableException.class, store::requireWritable).getMessage());
    return message;
  }

  @Test
  @DisplayName("because its memory is full is told so")
  void whoseMemoryIsFull() {
    store.requireWritable();
    commands.configSet("maxmemory-policy", "noeviction");
    commands.configSet("maxmemory", "1");

    String message = refusalOfAWrite();

    assertTrue(message.contains("refuses: its memory is full; raise its maxmemory"), message);
    commands.configSet("maxmemory", "0");
    store.artifacts().write(List.of(BLOB));
    assertEquals(Set.of(), store.artifacts().missing(Set.of(BLOB.digest())));
  }

  @Test
  @DisplayName("because it is a replica is told so")
  void thatIsAReplica() {
    commands.replicaof("127.0.0.1", 1);

    String message = refusalOfAWrite();

    assertTrue(message.contains("it is a replica"), message);
  }

  @Test
  @DisplayName("is understood in its own words, and in those of a script")
  void isUnderstood() {
    assertEquals(
        Optional.of(Refusal.MISCONF),
        Refusal.of("MISCONF Errors writing to the AOF file: No space left on device"));
    assertEquals(
        Optional.of(Refusal.OOM),
        Refusal.of(
            "ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -OOM command not allowed when used memory > 'maxmemory'."));
    assertEquals(Optional.empty(), Refusal.of("Connection reset by peer"));
  }
}
