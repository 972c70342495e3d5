package io.scriptfarm.store;

import io.scriptfarm.contract.StoreUnavailableException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Figures of the whole fleet that only ever add up, such as `scripts.compiled`; they live as
/// long as the store. Safe for concurrent use; throws {@link StoreUnavailableException}, after
/// which an addition may or may not have happened.
public final class Counters {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,63}");

  private final RedisLink redis;

  Counters(RedisLink redis) {
    this.redis = redis;
  }

  /// Adds `delta` to the counter and gives its new value; a counter that never was begins at 0.
  ///
  /// @throws IllegalArgumentException when the name is not lower-case letters, digits, dots,
  ///     dashes
  public long add(String name, long delta) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a counter (" + NAME + "): " + name);
    }
    return redis.<Long>call(r -> r.hincrby(Keys.COUNTERS, Keys.ascii(name), delta));
  }

  /// Every counter that was ever added to, sorted by name.
  public Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    redis
        .<Map<byte[], byte[]>>call(r -> r.hgetall(Keys.COUNTERS))
        .forEach((name, value) -> all.put(Keys.ascii(name), Long.parseLong(Keys.ascii(value))));
    return all;
  }
}
