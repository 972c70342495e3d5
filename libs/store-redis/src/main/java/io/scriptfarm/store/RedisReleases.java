package io.scriptfarm.store;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseCodec;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.WorkspaceName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The `g:` entries. Whatever pins or unpins is one script, so that a collection never comes
/// between a publication and its pins.
final class RedisReleases implements Releases, ReleaseStore {
  private final RedisLink redis;
  private final Duration blobTtl;
  private final InstantSource clock;

  RedisReleases(RedisLink redis, Duration blobTtl, InstantSource clock) {
    this.redis = redis;
    this.blobTtl = blobTtl;
    this.clock = clock;
  }

  @Override
  public long nextNumber(WorkspaceName workspace) {
    return redis.<Long>call(r -> r.incr(Keys.generations(workspace, "number")));
  }

  @Override
  public Set<Digest> store(Release release, Set<Digest> blobs) {
    List<Digest> ordered = blobs.stream().sorted().toList();
    List<@Nullable Object> missing =
        redis.callForList(Scripts.STORE_RELEASE, keys(release, ordered), values(release));
    Set<Digest> absent = new HashSet<>();
    for (@Nullable Object position : missing) {
      if (position instanceof Long at) {
        absent.add(ordered.get(at.intValue()));
      }
    }
    return absent;
  }

  @Override
  public boolean restore(Release release, Set<Digest> blobs) {
    return redis.callForNumber(
            Scripts.RESTORE_RELEASE,
            keys(release, blobs.stream().sorted().toList()),
            values(release))
        == 1;
  }

  private static List<byte[]> keys(Release release, List<Digest> blobs) {
    WorkspaceName workspace = release.workspace();
    return Stream.concat(
            Stream.of(
                Keys.generations(workspace, "releases"),
                Keys.generations(workspace, "pins"),
                Keys.PINS,
                Keys.WORKSPACES,
                Keys.generations(workspace, "number")),
            blobs.stream().map(Keys::blob))
        .toList();
  }

  private static byte[][] values(Release release) {
    return new byte[][] {
      number(release.generation()),
      ReleaseCodec.encode(release),
      Keys.ascii(release.workspace().value())
    };
  }

  @Override
  public Optional<Release> find(WorkspaceName workspace, long generation) {
    byte[] json =
        redis.<byte[]>call(
            r -> r.hget(Keys.generations(workspace, "releases"), number(generation)));
    return Optional.ofNullable(json).map(ReleaseCodec::decode);
  }

  @Override
  public Optional<Release> latest(WorkspaceName workspace) {
    return numbers(workspace).stream().findFirst().flatMap(number -> find(workspace, number));
  }

  @Override
  public List<Long> numbers(WorkspaceName workspace) {
    return redis.<List<byte[]>>call(r -> r.hkeys(Keys.generations(workspace, "releases"))).stream()
        .map(number -> Long.valueOf(Keys.ascii(number)))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  @Override
  public SortedMap<WorkspaceName, Long> workspaces() {
    SortedMap<WorkspaceName, Long> latest = new TreeMap<>();
    for (WorkspaceName workspace : names()) {
      numbers(workspace).stream().findFirst().ifPresent(n -> latest.put(workspace, n));
    }
    return latest;
  }

  /// The workspaces that ever had a generation, in order.
  List<WorkspaceName> names() {
    return redis.<Set<byte[]>>call(r -> r.smembers(Keys.WORKSPACES)).stream()
        .map(name -> new WorkspaceName(Keys.ascii(name)))
        .sorted()
        .toList();
  }

  @Override
  public List<Long> collect(WorkspaceName workspace, int keep) {
    List<@Nullable Object> gone =
        redis.callForList(
            Scripts.COLLECT,
            List.of(
                Keys.generations(workspace, "releases"),
                Keys.generations(workspace, "pins"),
                Keys.PINS,
                Keys.generations(workspace, "tags"),
                Keys.generations(workspace, "servers")),
            number(keep),
            number(clock.millis()),
            number(blobTtl.toMillis()));
    return gone.stream()
        .flatMap(number -> number instanceof byte[] text ? Stream.of(text) : Stream.empty())
        .map(text -> Long.valueOf(Keys.ascii(text)))
        .toList();
  }

  /// Sets a field of a workspace's hash to a value that names a release, if there is that release.
  boolean setIfReleased(
      WorkspaceName workspace, long generation, String hash, String field, String value) {
    return redis.callForNumber(
            Scripts.SET_IF_RELEASED,
            List.of(Keys.generations(workspace, "releases"), Keys.generations(workspace, hash)),
            number(generation),
            utf8(field),
            Keys.ascii(value))
        == 1;
  }

  /// All fields of a workspace's hash, in the order of their names.
  SortedMap<String, String> all(WorkspaceName workspace, String hash) {
    SortedMap<String, String> all = new TreeMap<>();
    redis
        .<Map<byte[], byte[]>>call(r -> r.hgetall(Keys.generations(workspace, hash)))
        .forEach(
            (field, value) ->
                all.put(new String(field, StandardCharsets.UTF_8), Keys.ascii(value)));
    return all;
  }

  private static byte[] number(long number) {
    return Keys.ascii(Long.toString(number));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
