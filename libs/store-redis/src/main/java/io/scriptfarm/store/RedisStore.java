package io.scriptfarm.store;

import io.lettuce.core.SetArgs;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.BuildJournal;
import io.scriptfarm.contract.BuildRecords;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.GatewayRoster;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Quarantine;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.evidence.UnrefutedOutcomes;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.ReleaseTags;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.ServerReports;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// The farm's store: blobs by digest, outcomes by compile key, claims with leases, releases and
/// counters, all in one Redis (6.2 or later) or a
/// cluster of them, over one shared connection.
///
/// Whatever is read was verified: a blob against its digest, an outcome against the seal that it
/// was recorded with. What does not match is moved away, counted (`blobs.corrupt`,
/// `outcomes.corrupt`) and as good as missing. Entries live for the configured time after their
/// last use; blobs of a published generation as long as that is kept.
///
/// Safe for concurrent use. Operations block, which virtual threads are for, and throw
/// {@link StoreUnavailableException} within the command timeout when Redis does not answer; once
/// it does again, so does the store.
public final class RedisStore implements AutoCloseable {
  // It has an expiry only because nothing is to stay behind.
  private static final Duration PROBE_LIFE = Duration.ofSeconds(10);

  private final RedisLink redis;
  private final ArtifactStore artifacts;
  private final RedisOutcomeIndex outcomes;
  private final Claims claims;
  private final Attempts attempts;
  private final Quarantine quarantine;
  private final Counters counters;
  private final Roster roster;
  private final RedisBuilds builds;
  private final GatewayRoster gateways;
  private final WorkLeft workLeft;
  private final StoredFrames frames;
  private final Scrubber scrubber;
  private final RedisReleases releases;
  private final ReleaseTags releaseTags;
  private final ServerReports serverReports;

  private RedisStore(RedisLink redis, RedisStoreConfig config, InstantSource clock) {
    this.redis = redis;
    this.counters = new Counters(redis);
    BlobTable blobs = new BlobTable(redis, counters, config.timeToLive());
    this.artifacts = new RedisArtifactStore(blobs);
    this.outcomes = new RedisOutcomeIndex(redis, blobs, counters, config.timeToLive());
    this.claims = new RedisClaims(redis);
    this.attempts = new RedisAttempts(redis);
    this.quarantine = new RedisQuarantine(redis, clock);
    this.roster = new Roster(redis);
    this.builds = new RedisBuilds(redis);
    this.gateways = new RedisGateways(redis);
    this.workLeft = new WorkLeft(redis, clock);
    this.frames = new StoredFrames(blobs);
    this.releases = new RedisReleases(redis, config.timeToLive(), clock);
    this.releaseTags = new RedisReleaseTags(redis, releases);
    this.serverReports = new RedisServerReports(releases, clock);
    this.scrubber = new Scrubber(redis, blobs, frames, outcomes);
  }

  /// A store on the Redis that `config` names. Redis need not be there yet: until it is,
  /// operations throw {@link StoreUnavailableException}.
  ///
  /// @param clock says which game servers and gateways told lately, and how old poison is; all else
  ///     expires by Redis' clock
  /// @throws IllegalArgumentException when the URI of `config` is not one
  public static RedisStore connect(RedisStoreConfig config, InstantSource clock) {
    return new RedisStore(new RedisLink(config), config, clock);
  }

  public ArtifactStore artifacts() {
    return artifacts;
  }

  /// Outcomes that nothing refutes.
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

  public Counters counters() {
    return counters;
  }

  public Roster roster() {
    return roster;
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

  public WorkLeft workLeft() {
    return workLeft;
  }

  public StoredFrames frames() {
    return frames;
  }

  public Releases releases() {
    return releases;
  }

  public ReleaseStore releaseStore() {
    return releases;
  }

  public ReleaseTags releaseTags() {
    return releaseTags;
  }

  public ServerReports serverReports() {
    return serverReports;
  }

  /// Whether Redis answers now; takes no longer than the command timeout.
  public boolean isReachable() {
    try {
      return "PONG".equals(redis.<String>call(r -> r.ping()));
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  /// Returns when Redis has taken a small write.
  ///
  /// @throws StoreUnavailableException when it does not, with what it says
  public void requireWritable() {
    redis.<String>call(
        r -> r.set(Keys.PROBE, Keys.ascii("1"), SetArgs.Builder.px(PROBE_LIFE.toMillis())));
  }

  /// Counts what the store holds; takes milliseconds however much that is.
  public StoreStatistics statistics() {
    return Census.take(redis, counters);
  }

  /// Walks over the store for about `budget`, going on where the last walk of the fleet ended:
  /// verifies blobs, moving damaged ones away, and drops outcomes that are damaged or have lost a
  /// blob. Reads every blob that it verifies but does not count as a use of it. Empty when another
  /// walk is under way anywhere in the fleet.
  ///
  /// @param bytesPerSecond how much it reads at most, on average over the walk
  public Optional<CleanUp> cleanUp(Duration budget, long bytesPerSecond) {
    return scrubber.walk(budget, bytesPerSecond);
  }

  /// Ends the connection; operations under way fail.
  @Override
  public void close() {
    redis.close();
  }
}
