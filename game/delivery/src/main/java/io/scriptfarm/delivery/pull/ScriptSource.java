package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Release;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Generations of one workspace, from a farm, from the content delivery networks that its manifests
/// name, and from the disk. Nothing comes out of it that was not verified. Safe for concurrent use;
/// blocks; an interrupt ends what it does.
public final class ScriptSource implements AutoCloseable {
  private static final Backoff ONCE = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 1);

  private final PullMeters meters = new PullMeters();
  private final ScriptSelection selection;
  private final DiskCache disk;
  private final Transport transport;
  private final FarmRequests requests;
  private final Manifests manifests;
  private final Artifacts artifacts;
  private final Backoff backoff;

  public ScriptSource(CacheAddress farm, ScriptSelection selection, DiskCache disk) {
    this.selection = selection;
    this.disk = disk;
    this.backoff = farm.backoff();
    this.transport = new Transport(farm.connectTimeout());
    this.requests = new FarmRequests(farm, selection.workspace(), selection.view());
    this.manifests = new Manifests(transport, requests, selection, meters);
    this.artifacts = new Artifacts(transport, requests, farm, meters);
  }

  /// The youngest generation.
  ///
  /// @throws PullException also when nothing was published, or the token may see nothing
  public VerifiedGeneration latest() throws PullException {
    return manifests.latest(backoff, Optional.empty()).orElseThrow().published();
  }

  /// The generation of this number.
  ///
  /// @throws PullException also when it is not kept, or the token may not see it
  public VerifiedGeneration generation(long number) throws PullException {
    return manifests.numbered(number, backoff);
  }

  /// Brings what is wanted of a generation here, as far as it is not here already.
  ///
  /// @throws PullException when not all of it is to be had
  public ScriptSet pull(VerifiedGeneration published) throws PullException {
    return pull(published, Optional.empty());
  }

  ScriptSet pull(VerifiedGeneration published, Optional<ScriptSet> before) throws PullException {
    Set<Digest> needed = digests(published.manifest());
    Set<Digest> kept = new HashSet<>(needed);
    before.ifPresent(set -> kept.addAll(digests(set.published().manifest())));
    disk.retain(kept);
    Map<Digest, PackedScript> scripts = new ConcurrentHashMap<>();
    before.ifPresent(set -> needed.forEach(d -> set.find(d).ifPresent(s -> scripts.put(d, s))));
    addFromDisk(needed, scripts);
    needed.removeAll(scripts.keySet());
    if (!needed.isEmpty()) {
      fetch(
          published,
          needed,
          script -> {
            scripts.put(script.digest(), script);
            disk.put(script);
          });
    }
    return new ScriptSet(published, scripts);
  }

  /// Fetches artifacts of a generation, wherever they are, and keeps none of them.
  ///
  /// @param taker is given each once, in any order and from several threads
  /// @throws PullException when one is not to be had; others may have been given then
  public void fetch(VerifiedGeneration published, Set<Digest> digests, Consumer<PackedScript> taker)
      throws PullException {
    artifacts.fetch(published.manifest(), digests, taker);
  }

  public PullCounters counters() {
    return meters.read(disk);
  }

  private Set<Digest> digests(Manifest manifest) {
    Set<Digest> digests = new HashSet<>();
    for (Manifest.Entry entry : manifest.entries()) {
      entry
          .artifacts()
          .forEach(
              (kind, artifact) -> {
                if (selection.kinds().contains(kind)) {
                  digests.add(artifact.digest());
                }
              });
    }
    return digests;
  }

  private void addFromDisk(Set<Digest> digests, Map<Digest, PackedScript> scripts) {
    for (Digest digest : digests) {
      if (!scripts.containsKey(digest)) {
        disk.find(digest)
            .ifPresent(
                script -> {
                  scripts.put(digest, script);
                  meters.fromDisk.increment();
                });
      }
    }
  }

  // What follows is for ScriptSubscription.

  ScriptSelection selection() {
    return selection;
  }

  PullMeters meters() {
    return meters;
  }

  GenerationFeed events() {
    return new SseFeed(transport, requests);
  }

  /// Asks once, whether there is another than the one that a tag was given with.
  Optional<Manifests.Tagged> look(Optional<String> tag) throws PullException {
    return manifests.latest(ONCE, tag);
  }

  VerifiedGeneration open(Release release) throws PullException {
    return manifests.open(
        release.view(selection.view()),
        selection.forClients() ? Optional.of(release.replicated()) : Optional.empty());
  }

  /// The generations whose manifests are on disk, youngest first.
  List<VerifiedGeneration> kept() {
    return manifests.kept(disk.manifests());
  }

  /// A generation without the farm's help.
  ///
  /// @throws PullException when the disk does not have all of it
  ScriptSet offline(VerifiedGeneration published) throws PullException {
    Set<Digest> needed = digests(published.manifest());
    Map<Digest, PackedScript> scripts = new HashMap<>();
    addFromDisk(needed, scripts);
    if (scripts.size() < needed.size()) {
      throw new PullException(
          "the disk has %d of %d artifacts of generation %d; the farm is needed for the others"
              .formatted(scripts.size(), needed.size(), published.generation()));
    }
    return new ScriptSet(published, scripts);
  }

  /// Keeps a generation's manifests, for a start without the farm.
  void keep(VerifiedGeneration published) {
    try {
      manifests.keep(published, disk.manifests());
    } catch (IOException e) {
      disk.notWritten(e);
    }
  }

  void ready(String server, long generation) throws IOException {
    transport.send(requests.ready(server, generation).build(), _ -> _ -> {});
  }

  @Override
  public void close() {
    transport.close();
  }
}
