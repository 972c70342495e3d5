package io.scriptfarm.store;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanCursor;
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
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      KeyScanCursor<byte[]> step = Scrubber.scan(redis, cursor, KEYS_PER_STEP);
      List<byte[]> blobs = new ArrayList<>();
      for (byte[] key : step.getKeys()) {
        Optional<Keys.Named> named = Keys.parse(key);
        named.ifPresent(n -> count.merge(n.kind(), 1L, Long::sum));
        named.filter(n -> n.kind() == Keys.Kind.BLOB).ifPresent(n -> blobs.add(key));
      }
      for (@Nullable Object size : redis.callPerKey(SIZES, blobs)) {
        bytes += size instanceof Long length ? length : 0;
      }
      seen += step.getKeys().size();
      cursor = step;
    } while (!cursor.isFinished() && seen < SAMPLE);

    boolean exact = cursor.isFinished();
    double scale = exact || seen == 0 ? 1 : (double) redis.<Long>call(r -> r.dbsize()) / seen;
    Map<String, String> info = info(redis);
    long max = number(info, "maxmemory");
    return new StoreStatistics(
        scaled(count, Keys.Kind.BLOB, scale),
        Math.round(bytes * scale),
        scaled(count, Keys.Kind.OUTCOME, scale),
        scaled(count, Keys.Kind.CLAIM, scale),
        exact,
        number(info, "used_memory"),
        max == 0 ? Optional.empty() : Optional.of(max),
        number(info, "evicted_keys"),
        counters.all());
  }

  private static long scaled(Map<Keys.Kind, Long> count, Keys.Kind kind, double scale) {
    return Math.round(count.getOrDefault(kind, 0L) * scale);
  }

  private static Map<String, String> info(RedisLink redis) {
    Map<String, String> info = new HashMap<>();
    for (String section : List.of("memory", "stats")) {
      redis
          .<String>call(r -> r.info(section))
          .lines()
          .forEach(
              line -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                  info.put(line.substring(0, colon), line.substring(colon + 1).strip());
                }
              });
    }
    return info;
  }

  /// Servers that speak Redis' protocol need not report everything; what is absent counts as 0.
  private static long number(Map<String, String> info, String name) {
    String value = info.getOrDefault(name, "0");
    return value.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(value) : 0;
  }
}
