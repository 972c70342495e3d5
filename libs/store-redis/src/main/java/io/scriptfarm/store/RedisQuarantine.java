package io.scriptfarm.store;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.Quarantine;
import io.scriptfarm.contract.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All of it in one hash, with the times in a sorted set: there is little, and it is asked for as a
/// list.
final class RedisQuarantine implements Quarantine {
  private static final List<byte[]> KEYS = List.of(Keys.POISON, Keys.POISON_SINCE);
  private static final int FOUND_AT_ONCE = 500; // Redis answers nobody else meanwhile

  private final RedisLink redis;
  private final InstantSource clock;

  RedisQuarantine(RedisLink redis, InstantSource clock) {
    this.redis = redis;
    this.clock = clock;
  }

  @Override
  public void put(Collection<Poison> poison) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(number(oldest().toEpochMilli()));
    arguments.add(number(MOST));
    for (Poison each : poison) {
      arguments.add(name(each.key()));
      arguments.add(Json.write(each).getBytes(StandardCharsets.UTF_8));
      arguments.add(number(each.since().toEpochMilli()));
    }
    redis.callForNumber(Scripts.PUT_POISON, KEYS, arguments.toArray(byte[][]::new));
  }

  @Override
  public Map<CompileKey, Poison> find(Set<CompileKey> keys) {
    Map<CompileKey, Poison> found = new HashMap<>();
    List<CompileKey> ordered = List.copyOf(keys);
    for (int from = 0; from < ordered.size(); from += FOUND_AT_ONCE) {
      byte[][] names =
          ordered.subList(from, Math.min(ordered.size(), from + FOUND_AT_ONCE)).stream()
              .map(RedisQuarantine::name)
              .toArray(byte[][]::new);
      read(redis.callForList(Scripts.FIND_POISON, KEYS, names))
          .forEach(poison -> found.put(poison.key(), poison));
    }
    return found;
  }

  @Override
  public List<Poison> latest(int most) {
    return read(redis.callForList(Scripts.LATEST_POISON, KEYS, number(most))).toList();
  }

  @Override
  public Optional<Poison> release(CompileKey key) {
    return read(redis.callForList(Scripts.RELEASE_POISON, KEYS, name(key))).findFirst();
  }

  private Stream<Poison> read(List<@Nullable Object> answers) {
    Instant oldest = oldest();
    return answers.stream()
        .flatMap(
            answer ->
                answer instanceof byte[] json
                    ? Stream.of(Json.read(json, Poison.class))
                    : Stream.empty())
        .filter(poison -> poison.since().isAfter(oldest));
  }

  private Instant oldest() {
    return clock.instant().minus(Poison.KEPT);
  }

  private static byte[] name(CompileKey key) {
    return Keys.ascii(key.toString());
  }

  private static byte[] number(long number) {
    return Keys.ascii(Long.toString(number));
  }
}
