package io.scriptfarm.store.memory;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.BuildJournal;
import io.scriptfarm.contract.BuildRecords;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.GatewayRoster;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Quarantine;
import io.scriptfarm.contract.evidence.UnrefutedOutcomes;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.ReleaseTags;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.ServerReports;
import java.time.Duration;
import java.time.InstantSource;

/// A store in the memory of this process, for builds without Redis and for tests. It keeps the laws
/// of the ports and loses everything when the process ends. Safe for concurrent use.
///
/// Its size has no bound but time: blobs and outcomes live for a time after their last use, blobs
/// of a release that is kept live as long as that.
public final class MemoryStore {
  private final MemoryBlobs blobs;
  private final MemoryOutcomes outcomes;
  private final MemoryClaims claims;
  private final MemoryAttempts attempts;
  private final MemoryQuarantine quarantine;
  private final MemoryReleases releases;
  private final MemoryBuilds builds;
  private final MemoryGateways gateways;

  /// @param timeToLive how long a blob or an outcome outlives its last use
  /// @param clock says what has expired
  public MemoryStore(Duration timeToLive, InstantSource clock) {
    this.blobs = new MemoryBlobs(timeToLive, clock);
    this.outcomes = new MemoryOutcomes(blobs, timeToLive, clock);
    this.claims = new MemoryClaims(clock);
    this.attempts = new MemoryAttempts(clock);
    this.quarantine = new MemoryQuarantine(clock);
    this.releases = new MemoryReleases(blobs, clock);
    this.builds = new MemoryBuilds(clock);
    this.gateways = new MemoryGateways(clock);
  }

  public ArtifactStore artifacts() {
    return blobs;
  }

  public OutcomeIndex outcomes() {
    return new UnrefutedOutcomes(outcomes);
  }

  public Claims claims() {
    return claims;
  }

  public Attempts attempts() {
    return attempts;
  }

  public Quarantine quarantine() {
    return quarantine;
  }

  public BuildRecords buildRecords() {
    return builds;
  }

  public BuildJournal buildJournal() {
    return builds;
  }

  public GatewayRoster gateways() {
    return gateways;
  }

  public Releases releases() {
    return releases;
  }

  public ReleaseStore releaseStore() {
    return releases;
  }

  public ReleaseTags releaseTags() {
    return releases.tags();
  }

  public ServerReports serverReports() {
    return releases.servers();
  }

  /// Whether no release holds the blob.
  boolean expires(Digest blob) {
    return !blobs.isPinned(blob);
  }
}
