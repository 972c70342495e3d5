package io.scriptfarm.store;

import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.CompileKey;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `a:` entries: sets of names and not counters, so that what is sent twice counts once.
final class RedisAttempts implements Attempts {
  private final RedisLink redis;

  RedisAttempts(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Map<CompileKey, Integer> begin(Set<CompileKey> keys, String attempt) {
    List<CompileKey> ordered = List.copyOf(keys);
    List<@Nullable Object> answers =
        redis.callPerKey(
            Scripts.BEGIN,
            entries(ordered),
            name(attempt),
            Keys.ascii(Long.toString(KEPT.toMillis())));
    Map<CompileKey, Integer> counts = HashMap.newHashMap(ordered.size());
    for (int i = 0; i < ordered.size(); i++) {
      if (answers.get(i) instanceof Long count) {
        counts.put(ordered.get(i), Math.toIntExact(count));
      }
    }
    return counts;
  }

  @Override
  public void takeBack(Set<CompileKey> keys, String attempt) {
    redis.callPerKey(Scripts.TAKE_BACK, entries(keys), name(attempt));
  }

  @Override
  public void forget(Set<CompileKey> keys) {
    redis.callPerKey(Scripts.DELETE, entries(keys));
  }

  private static List<byte[]> entries(Collection<CompileKey> keys) {
    return keys.stream().map(Keys::attempts).toList();
  }

  private static byte[] name(String attempt) {
    return attempt.getBytes(StandardCharsets.UTF_8);
  }
}
