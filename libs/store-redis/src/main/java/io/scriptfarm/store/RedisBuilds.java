package io.scriptfarm.store;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildJournal;
import io.scriptfarm.contract.BuildRecord;
import io.scriptfarm.contract.BuildRecords;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.PackedEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `build:` entries: for each build a hash and a stream in one slot of a cluster, and the set
/// of all that run.
final class RedisBuilds implements BuildRecords, BuildJournal {
  /// Entries of a stream that are read at once, each of up to 256 events.
  private static final int READ_AT_ONCE = 16;

  private final RedisLink redis;

  RedisBuilds(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public long nextNumber() {
    return redis.callForNumber(BuildScripts.NEXT_NUMBER, List.of(Keys.BUILD_NUMBER));
  }

  @Override
  public void open(BuildRecord record, String owner) {
    redis.callForNumber(
        BuildScripts.OPEN,
        keys(record.id()),
        utf8(owner),
        Json.write(record).getBytes(StandardCharsets.UTF_8),
        millis(UNHEARD));
    redis.<Long>call(r -> r.sadd(Keys.BUILDS, Keys.ascii(record.id())));
  }

  @Override
  public Optional<BuildRecord> find(String build) {
    byte[] record = redis.<byte[]>call(r -> r.hget(Keys.build(build, "record"), utf8("record")));
    return Optional.ofNullable(record).map(json -> Json.read(json, BuildRecord.class));
  }

  @Override
  public OptionalInt take(String build, String from, String to) {
    long deaths = redis.callForNumber(BuildScripts.TAKE, keys(build), utf8(from), utf8(to));
    return deaths < 0 ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(deaths));
  }

  @Override
  public Appended append(String build, String owner, List<BuildEvent> events) {
    boolean ends = events.getLast() instanceof BuildEvent.Finished;
    long answer =
        redis.callForNumber(
            BuildScripts.APPEND,
            keys(build),
            utf8(owner),
            number(events.getFirst().sequence()),
            number(events.getLast().sequence()),
            PackedEvents.of(events).toBytes(),
            millis(ends ? KEPT : UNHEARD),
            Keys.ascii(ends ? "1" : "0"));
    if (answer == 1 && ends) {
      redis.<Long>call(r -> r.srem(Keys.BUILDS, Keys.ascii(build)));
    }
    return answer == 1 ? Appended.KEPT : answer == 0 ? Appended.UNKNOWN : Appended.TAKEN;
  }

  @Override
  public Optional<List<BuildEvent>> read(String build, long after) {
    long last = Math.max(0, after);
    List<@Nullable Object> answer =
        redis.callForList(BuildScripts.READ, keys(build), number(last + 1), number(READ_AT_ONCE));
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    List<BuildEvent> events = new ArrayList<>();
    for (@Nullable Object pack : answer) {
      if (pack instanceof byte[] bytes) {
        for (BuildEvent event : PackedEvents.ofBytes(bytes).unpack()) {
          if (event.sequence() == last + 1) { // packs that were sent again overlap
            events.add(event);
            last++;
          }
        }
      }
    }
    return Optional.of(events);
  }

  @Override
  public Map<String, String> running() {
    List<String> builds =
        redis.<Set<byte[]>>call(r -> r.smembers(Keys.BUILDS)).stream().map(Keys::ascii).toList();
    List<@Nullable Object> owners =
        redis.callPerKey(
            BuildScripts.OWNERS,
            builds.stream().map(build -> Keys.build(build, "record")).toList());
    Map<String, String> running = new HashMap<>();
    for (int i = 0; i < builds.size(); i++) {
      byte[] build = Keys.ascii(builds.get(i));
      if (owners.get(i) instanceof byte[] owner) {
        running.put(builds.get(i), new String(owner, StandardCharsets.UTF_8));
      } else {
        redis.<Long>call(r -> r.srem(Keys.BUILDS, build)); // it has ended, or is forgotten
      }
    }
    return running;
  }

  private static List<byte[]> keys(String build) {
    return List.of(Keys.build(build, "record"), Keys.build(build, "events"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] number(long number) {
    return Keys.ascii(Long.toString(number));
  }

  private static byte[] millis(Duration time) {
    return number(time.toMillis());
  }
}
