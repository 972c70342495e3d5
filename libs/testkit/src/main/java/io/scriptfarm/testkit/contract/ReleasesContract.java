package io.scriptfarm.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.ReleaseTags;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.RunContext;
import io.scriptfarm.publication.ServerReport;
import io.scriptfarm.publication.ServerReports;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.WorkspaceName;
import java.time.Duration;
import java.time.Instant;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/// The laws of {@link Releases}, {@link ReleaseStore}, {@link ReleaseTags} and {@link
/// ServerReports}, which share one store, for every implementation to pass.
@DisplayName("R26 releases pin what they hold")
public abstract class ReleasesContract {
  private static final SigningKey KEY = SigningKey.generate();
  private static final Duration LEASE = Duration.ofMinutes(1);

  private WorkspaceName workspace = new WorkspaceName("nobody");

  /// The store to test; may hold other blobs and other workspaces.
  protected abstract ArtifactStore artifacts();

  protected abstract Releases releases();

  protected abstract ReleaseStore releaseStore();

  protected abstract ReleaseTags tags();

  protected abstract ServerReports servers();

  /// Whether a blob that is there never expires.
  protected abstract boolean isPinned(Digest blob);

  @BeforeEach
  void ofItsOwn(TestInfo test) {
    workspace = new WorkspaceName(test.getTestMethod().orElseThrow().getName().toLowerCase());
  }

  /// A blob that no other test has, stored.
  protected final Blob written(String text) {
    Blob blob = unwritten(text);
    artifacts().write(List.of(blob));
    return blob;
  }

  private Blob unwritten(String text) {
    return Blob.ofUtf8(workspace + text);
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
            releaseStore().nextNumber(workspace),
            Manifest.View.FULL,
            Instant.EPOCH,
            Digest.ofUtf8("snapshot"),
            new Toolchain("6", "1", Digest.ofUtf8("toolchain")),
            Optional.empty(),
            List.of(),
            entries);
    return Release.of(manifest, KEY);
  }

  private static Set<Digest> blobsOf(Release release) {
    return release.full().unverified().blobs();
  }

  /// Stores the next release, with these blobs.
  ///
  /// @return those that are missing
  protected final Set<Digest> publish(Blob... blobs) {
    Release release = release(blobs);
    return releaseStore().store(release, blobsOf(release));
  }

  private boolean isPinned(Blob blob) {
    return isPinned(blob.digest());
  }

  @Test
  void areFoundAsTheyWereStored() {
    Release release = release(written("a"));
    assertEquals(Set.of(), releaseStore().store(release, blobsOf(release)));

    assertEquals(Optional.of(release), releases().find(workspace, 1));
    assertEquals(Optional.of(release), releases().latest(workspace));
    assertEquals(1, releases().workspaces().get(workspace));
    assertEquals(Optional.empty(), releases().find(workspace, 2));
  }

  @Test
  void knowsNothingOfAWorkspaceWithoutReleases() {
    assertEquals(Optional.empty(), releases().latest(workspace));
    assertEquals(List.of(), releases().numbers(workspace));
    assertFalse(releases().workspaces().containsKey(workspace));
    assertEquals(Map.of(), tags().all(workspace));
    assertFalse(tags().remove(workspace, "release"));
    assertEquals(List.of(), releaseStore().collect(workspace, 1));
  }

  @Test
  void holdTheirBlobsUntilTheLastIsGone() {
    Blob shared = written("shared");
    Blob old = written("old");
    assertFalse(isPinned(shared));

    publish(shared, old);
    publish(shared);
    assertTrue(isPinned(shared) && isPinned(old));
    assertEquals(List.of(1L), releaseStore().collect(workspace, 1));

    assertTrue(isPinned(shared));
    assertFalse(isPinned(old));
    assertEquals(List.of(2L), releases().numbers(workspace));
  }

  @Test
  void areNotStoredWhenABlobIsGone() {
    Blob there = written("there");
    Blob gone = unwritten("never written");

    assertEquals(Set.of(gone.digest()), publish(there, gone));

    assertFalse(isPinned(there));
    assertEquals(List.of(), releases().numbers(workspace));
  }

  @Test
  void storingOneTwiceChangesNothing() {
    Blob blob = written("a");
    Release release = release(blob);
    releaseStore().store(release, blobsOf(release));
    assertEquals(Set.of(), releaseStore().store(release, blobsOf(release)));
    assertFalse(releaseStore().restore(release, blobsOf(release)));

    assertEquals(List.of(1L), releaseStore().collect(workspace, 0));
    assertFalse(isPinned(blob));
  }

  @Test
  @DisplayName(
      "R43 a release that was forgotten comes back before its blobs, which are pinned then")
  void comeBackBeforeTheirBlobs() {
    Blob there = written("there");
    Blob later = unwritten("later");
    Release release = release(there, later);

    assertTrue(releaseStore().restore(release, blobsOf(release)));
    assertTrue(isPinned(there));
    artifacts().write(List.of(later));

    assertTrue(isPinned(later));
    assertEquals(Optional.of(release), releases().latest(workspace));
    assertEquals(2, releaseStore().nextNumber(workspace));
  }

  @Test
  void readingAndWritingAgainKeepsThePin() {
    Blob blob = written("a");
    publish(blob);

    artifacts().write(List.of(blob));
    artifacts().read(Set.of(blob.digest()));
    artifacts().missing(Set.of(blob.digest()));

    assertTrue(isPinned(blob));
  }

  @Test
  void tagsAndServersKeepThem() {
    Blob first = written("1");
    publish(first);
    publish(written("2"));
    publish(written("3"));
    assertTrue(tags().set(workspace, "release", 1));
    assertFalse(tags().set(workspace, "release", 99));
    assertTrue(servers().accept(report(2, Instant.now()), LEASE));
    assertFalse(servers().accept(report(99, Instant.now()), LEASE));

    assertEquals(List.of(), releaseStore().collect(workspace, 1));
    assertEquals(Map.of("release", 1L), tags().all(workspace));
    assertEquals(
        List.of("eu-1"),
        servers().current().stream()
            .filter(server -> server.workspace().equals(workspace))
            .map(ServerReport::server)
            .toList());

    assertTrue(tags().remove(workspace, "release"));
    servers().accept(report(2, Instant.now().minus(Duration.ofHours(1))), LEASE);
    assertEquals(Set.of(1L, 2L), Set.copyOf(releaseStore().collect(workspace, 1)));
    assertFalse(isPinned(first));
  }

  private ServerReport report(long generation, Instant at) {
    return new ServerReport(workspace, "eu-1", generation, at);
  }

  @Test
  @DisplayName("collecting while others publish never unpins what is held")
  void collectingBesidePublishing() throws Exception {
    Blob shared = written("shared");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Object>> work = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int n = i;
        work.add(() -> publish(shared, written("own " + n)));
        work.add(() -> releaseStore().collect(workspace, 2));
      }
      for (Future<Object> done : threads.invokeAll(work)) {
        done.get();
      }
    }
    releaseStore().collect(workspace, 2);

    List<Long> kept = releases().numbers(workspace);
    assertEquals(2, kept.size());
    for (Long number : kept) {
      for (Digest digest : blobsOf(releases().find(workspace, number).orElseThrow())) {
        assertTrue(isPinned(digest));
      }
    }
    // Exactly two hold the shared one: it stays with the first of them, and goes with the second.
    releaseStore().collect(workspace, 1);
    assertTrue(isPinned(shared));
    releaseStore().collect(workspace, 0);
    assertFalse(isPinned(shared));
  }
}
