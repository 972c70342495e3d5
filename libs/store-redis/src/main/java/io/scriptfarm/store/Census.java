package io.scriptfarm.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counts what the store holds, from a sample when that is more than {@value #SAMPLE} entries:
/// Redis gives keys in the order of their hashes, so the first ones are as good as any.
final class Census {
  private static final int SAMPLE = 10_000;
  private static final int KEYS_PER_STEP = 1_000;
  private static final String SIZES =
      """
      local sizes = {}
      for i, key in ipairs(KEYS) do sizes[i] = redis.call('STRLEN', key) end
      return sizes
      """;

  private Census() {}

  static StoreStatistics take(RedisLink redis, Counters counters) {
    Map<Keys.Kind, Long> count = new EnumMap<>(Keys.Kind.class);
    long seen = 0;
    long bytes = 0;
    Optional<String> place = Optional.empty();
    do {
      RedisLink.Scanned step = redis.scan(place, KEYS_PER_STEP);
      List<byte[]> blobs = new ArrayList<>();
      for (byte[] key : step.keys()) {
        Optional<Keys.Named> named = Keys.parse(key);
        named.ifPresent(n -> count.merge(n.kind(), 1L, Long::sum));
        named.filter(n -> n.kind() == Keys.Kind.BLOB).ifPresent(n -> blobs.add(key));
      }
      for (@Nullable Object size : redis.callPerKey(SIZES, blobs)) {
        bytes += size instanceof Long length ? length : 0;
      }
      seen += step.keys().size();
      place = step.next();
    } while (place.isPresent() && seen < SAMPLE);

    boolean exact = place.isEmpty();
    long all = redis.<Long>callEach(r -> r.dbsize()).stream().mapToLong(Long::longValue).sum();
    double scale = exact || seen == 0 ? 1 : (double) all / seen;
    Map<String, Long> info = info(redis);
    long max = info.getOrDefault("maxmemory", 0L);
    return new StoreStatistics(
        scaled(count, Keys.Kind.BLOB, scale),
        Math.round(bytes * scale),
        scaled(count, Keys.Kind.OUTCOME, scale),
        scaled(count, Keys.Kind.CLAIM, scale),
        exact,
        info.getOrDefault("used_memory", 0L),
        max == 0 ? Optional.empty() : Optional.of(max),
        info.getOrDefault("evicted_keys", 0L),
        counters.all());
  }

  private static long scaled(Map<Keys.Kind, Long> count, Keys.Kind kind, double scale) {
    return Math.round(count.getOrDefault(kind, 0L) * scale);
  }

  /// Of all servers together. Servers that speak Redis' protocol need not report everything.
  private static Map<String, Long> info(RedisLink redis) {
    Map<String, Long> info = new HashMap<>();
    for (String section : List.of("memory", "stats")) {
      redis
          .<String>callEach(r -> r.info(section))
          .forEach(
              text ->
                  text.lines()
                      .map(line -> line.strip().split(":", 2))
                      .filter(field -> field.length == 2 && field[1].matches("[0-9]{1,18}"))
                      .forEach(field -> info.merge(field[0], Long.valueOf(field[1]), Long::sum)));
    }
    return info;
  }
}
