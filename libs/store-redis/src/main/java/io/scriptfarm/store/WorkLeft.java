package io.scriptfarm.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/// How much work the builds of all gateways still wait for, each gateway as it told last. One that
/// does not tell again is not counted once its word has expired. Safe for concurrent use; throws
/// {@link StoreUnavailableException}.
public final class WorkLeft {
  private final RedisLink redis;
  private final InstantSource clock;

  WorkLeft(RedisLink redis, InstantSource clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /// @param gateway its name
  /// @param work the time that one worker would take with it
  /// @param lease how long this counts
  public void announce(String gateway, Duration work, Duration lease) {
    String said = work.toMillis() + ":" + clock.instant().plus(lease).toEpochMilli();
    redis.<Boolean>call(r -> r.hset(Keys.WORK_LEFT, Keys.ascii(gateway), Keys.ascii(said)));
  }

  /// The gateway is gone.
  public void leave(String gateway) {
    redis.<Long>call(r -> r.hdel(Keys.WORK_LEFT, Keys.ascii(gateway)));
  }

  /// The work of all gateways together; forgets those that are gone.
  public Duration total() {
    Duration total = Duration.ZERO;
    Instant now = clock.instant();
    for (Map.Entry<byte[], byte[]> entry :
        redis.<Map<byte[], byte[]>>call(r -> r.hgetall(Keys.WORK_LEFT)).entrySet()) {
      String[] said = Keys.ascii(entry.getValue()).split(":", 2);
      if (Instant.ofEpochMilli(Long.parseLong(said[1])).isBefore(now)) {
        leave(Keys.ascii(entry.getKey()));
      } else {
        total = total.plusMillis(Long.parseLong(said[0]));
      }
    }
    return total;
  }
}
