package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.publication.Generations;
import io.scriptfarm.publication.Generations.ServerReport;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.RunContext;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.testkit.FarmBackends;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@DisplayName("R26 generations pin what they hold")
class GenerationsTest {
  private static final SigningKey KEY = SigningKey.generate();
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static RedisStore store;
  private static RedisClient client;
  private static StatefulRedisConnection<String, String> redis;

  private Generations generations = store.generations();
  private WorkspaceName workspace = new WorkspaceName("nobody");

  @BeforeAll
  static void open() {
    String uri = FarmBackends.get().namespace().redisUri();
    store = RedisStore.connect(RedisStoreConfig.of(uri), InstantSource.system());
    client = RedisClient.create(uri);
    redis = client.connect();
  }

  @AfterAll
  static void close() {
    redis.close();
    client.shutdown();
    store.close();
  }

  @BeforeEach
  void ofItsOwn(TestInfo test) {
    workspace = new WorkspaceName(test.getTestMethod().orElseThrow().getName().toLowerCase());
    generations = store.generations();
  }

  private Blob blob(String text) {
    Blob blob = Blob.ofUtf8(workspace + text);
    store.artifacts().write(List.of(blob));
    return blob;
  }

  private Release release(Blob... blobs) {
    List<Manifest.Entry> entries = new ArrayList<>();
    for (Blob blob : blobs) {
      entries.add(
          new Manifest.Entry(
              new ProjectPath("script" + entries.size() + ".lua"),
              Optional.empty(),
              Service.WORKSPACE,
              RunContext.BOTH,
              true,
              Optional.empty(),
              new TreeMap<>(
                  Map.of(Manifest.LUA, new Manifest.Artifact(blob.digest(), blob.size())))));
    }
    Manifest manifest =
        new Manifest(
            Manifest.VERSION,
            workspace,
            generations.nextNumber(workspace),
            Manifest.View.FULL,
            Instant.EPOCH,
            Digest.ofUtf8("snapshot"),
            new Toolchain("6", "1", Digest.ofUtf8("toolchain")),
            Optional.empty(),
            List.of(),
            entries);
    return Release.of(manifest, KEY);
  }

  private Set<Digest> publish(Blob... blobs) {
    Release release = release(blobs);
    return generations.store(release, release.full().unverified().blobs());
  }

  private static boolean isPinned(Blob blob) {
    return redis.sync().pttl("b:" + blob.digest()) == -1;
  }

  private static boolean willExpire(Blob blob) {
    return redis.sync().pttl("b:" + blob.digest()) > 0;
  }

  @Test
  void areFoundAsTheyWereStored() {
    Release release = release(blob("a"));
    assertEquals(Set.of(), generations.store(release, release.full().unverified().blobs()));

    assertEquals(Optional.of(release), generations.find(workspace, 1));
    assertEquals(Optional.of(release), generations.latest(workspace));
    assertEquals(1, generations.workspaces().get(workspace));
    assertEquals(Optional.empty(), generations.find(workspace, 2));
  }

  @Test
  void holdTheirBlobsUntilTheLastIsGone() {
    Blob shared = blob("shared");
    Blob old = blob("old");
    assertTrue(willExpire(shared));

    publish(shared, old);
    publish(shared);
    assertTrue(isPinned(shared) && isPinned(old));
    assertEquals(List.of(1L), generations.collect(workspace, 1));

    assertTrue(isPinned(shared));
    assertTrue(willExpire(old));
    assertEquals(List.of(2L), generations.numbers(workspace));
  }

  @Test
  void areNotStoredWhenABlobIsGone() {
    Blob there = blob("there");
    Blob gone = Blob.ofUtf8("never written");

    assertEquals(Set.of(gone.digest()), publish(there, gone));

    assertTrue(willExpire(there));
    assertEquals(List.of(), generations.numbers(workspace));
  }

  @Test
  void readingAndWritingAgainKeepsThePin() {
    Blob blob = blob("a");
    publish(blob);

    store.artifacts().write(List.of(blob));
    store.artifacts().read(Set.of(blob.digest()));
    store.artifacts().missing(Set.of(blob.digest()));

    assertTrue(isPinned(blob));
  }

  @Test
  void whatWasDamagedAndIsWrittenAgainIsPinned() {
    Blob blob = blob("a");
    publish(blob);
    redis.sync().set("b:" + blob.digest(), "damaged");
    assertTrue(store.artifacts().read(Set.of(blob.digest())).isEmpty());

    store.artifacts().write(List.of(blob));

    assertTrue(isPinned(blob));
  }

  @Test
  void tagsAndServersKeepThem() {
    Blob first = blob("1");
    publish(first);
    publish(blob("2"));
    publish(blob("3"));
    assertTrue(generations.tag(workspace, "release", 1));
    assertFalse(generations.tag(workspace, "release", 99));
    assertTrue(generations.report(new ServerReport(workspace, "eu-1", 2, Instant.now()), LEASE));
    assertFalse(generations.report(new ServerReport(workspace, "eu-1", 99, Instant.now()), LEASE));

    assertEquals(List.of(), generations.collect(workspace, 1));
    assertEquals(Map.of("release", 1L), generations.tags(workspace));
    assertEquals(
        List.of("eu-1"),
        generations.servers().stream()
            .filter(server -> server.workspace().equals(workspace))
            .map(ServerReport::server)
            .toList());

    assertTrue(generations.untag(workspace, "release"));
    generations.report(
        new ServerReport(workspace, "eu-1", 2, Instant.now().minus(Duration.ofHours(1))), LEASE);
    assertEquals(Set.of(1L, 2L), Set.copyOf(generations.collect(workspace, 1)));
    assertTrue(willExpire(first));
  }

  @Test
  @DisplayName("collecting while others publish never unpins what is held")
  void collectingBesidePublishing() throws Exception {
    Blob shared = blob("shared");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Object>> work = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int n = i;
        work.add(() -> publish(shared, blob("own " + n)));
        work.add(() -> generations.collect(workspace, 2));
      }
      for (Future<Object> done : threads.invokeAll(work)) {
        done.get();
      }
    }
    generations.collect(workspace, 2);

    List<Long> kept = generations.numbers(workspace);
    assertEquals(2, kept.size());
    assertTrue(isPinned(shared));
    for (Long number : kept) {
      for (Digest digest :
          generations.find(workspace, number).orElseThrow().full().unverified().blobs()) {
        assertEquals(-1, redis.sync().pttl("b:" + digest));
      }
    }
    assertEquals("2", redis.sync().hget("s:pins", shared.digest().hex()));
  }
}
