package io.scriptfarm.store;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseCodec;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.WorkspaceName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The `g:` and `p:` entries. Those of a workspace lie together, and the pins of a blob beside it,
/// so that a publication takes several steps in a cluster. First the workspace notes what it is
/// about to pin, then each blob notes who holds it, then the release is there. Whoever breaks off
/// in between leaves a *loose* generation, whose pins the next collection takes away. A collection
/// never comes between a publication and its pins.
final class RedisReleases implements Releases, ReleaseStore {
  /// How long a publication may take until its pins are taken for left behind.
  private static final Duration PUBLICATION = Duration.ofMinutes(10);

  private static final int DIGEST_LENGTH = 64;

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
    if (!begin(release, ordered)) {
      return Set.of();
    }
    Set<Digest> missing = pin(release, ordered, false);
    if (missing.isEmpty()) {
      keep(release);
    } else {
      loosen(release.workspace(), release.generation());
      letGo(release.workspace(), release.generation());
    }
    return missing;
  }

  @Override
  public boolean restore(Release release, Set<Digest> blobs) {
    List<Digest> ordered = blobs.stream().sorted().toList();
    if (!begin(release, ordered)) {
      return false;
    }
    pin(release, ordered, true);
    keep(release);
    return true;
  }

  /// False when the release is there.
  private boolean begin(Release release, List<Digest> blobs) {
    return redis.callForNumber(
            Scripts.BEGIN_RELEASE,
            keys(release.workspace(), "releases", "pins", "loose", "number"),
            number(release.generation()),
            Keys.ascii(blobs.stream().map(Digest::hex).collect(Collectors.joining())),
            number(clock.millis() + PUBLICATION.toMillis()))
        == 1;
  }

  /// Gives the blobs that are missing.
  private Set<Digest> pin(Release release, List<Digest> blobs, boolean alsoMissing) {
    List<@Nullable Object> there =
        redis.callPerKeys(
            Scripts.PIN,
            withPins(blobs),
            holder(release.workspace(), release.generation()),
            Keys.ascii(alsoMissing ? "1" : "0"));
    Set<Digest> missing = new HashSet<>();
    for (int i = 0; i < blobs.size(); i++) {
      if (there.get(i) instanceof Long answer && answer == 0) {
        missing.add(blobs.get(i));
      }
    }
    return missing;
  }

  private void keep(Release release) {
    redis.<Long>call(r -> r.sadd(Keys.WORKSPACES, Keys.ascii(release.workspace().value())));
    long kept =
        redis.callForNumber(
            Scripts.KEEP_RELEASE,
            keys(release.workspace(), "releases", "loose"),
            number(release.generation()),
            ReleaseCodec.encode(release));
    if (kept == 0) {
      throw new StoreUnavailableException(
          "the publication of %s took longer than %d minutes; publish again"
              .formatted(release.workspace(), PUBLICATION.toMinutes()),
          new TimeoutException());
    }
  }

  private void loosen(WorkspaceName workspace, long generation) {
    redis.<Boolean>call(
        r ->
            r.hset(
                Keys.generations(workspace, "loose"), number(generation), number(clock.millis())));
  }

  /// Takes the pins of a loose generation away, if it is time.
  private void letGo(WorkspaceName workspace, long generation) {
    List<@Nullable Object> pins =
        redis.callForList(
            Scripts.TAKE_PINS,
            keys(workspace, "pins", "loose"),
            number(generation),
            number(clock.millis()));
    if (pins.isEmpty()) {
      return;
    }
    if (pins.getFirst() instanceof byte[] digests) {
      redis.callPerKeys(
          Scripts.UNPIN,
          withPins(digests(Keys.ascii(digests))),
          holder(workspace, generation),
          number(blobTtl.toMillis()));
    }
    redis.<Long>call(r -> r.hdel(Keys.generations(workspace, "pins"), number(generation)));
    redis.<Long>call(r -> r.hdel(Keys.generations(workspace, "loose"), number(generation)));
  }

  private static List<Digest> digests(String joined) {
    List<Digest> digests = new ArrayList<>();
    for (int at = 0; at < joined.length(); at += DIGEST_LENGTH) {
      digests.add(new Digest(joined.substring(at, at + DIGEST_LENGTH)));
    }
    return digests;
  }

  private static List<List<byte[]>> withPins(List<Digest> blobs) {
    return blobs.stream().map(Keys::blob).map(blob -> List.of(blob, Keys.pins(blob))).toList();
  }

  private static byte[] holder(WorkspaceName workspace, long generation) {
    return Keys.ascii(workspace + "/" + generation);
  }

  private static List<byte[]> keys(WorkspaceName workspace, String... what) {
    return Stream.of(what).map(each -> Keys.generations(workspace, each)).toList();
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
            keys(workspace, "releases", "loose", "tags", "servers"),
            number(keep),
            number(clock.millis()));
    all(workspace, "loose").keySet().forEach(number -> letGo(workspace, Long.parseLong(number)));
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
