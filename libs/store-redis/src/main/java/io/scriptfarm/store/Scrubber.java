package io.scriptfarm.store;

import io.lettuce.core.SetArgs;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Pause;
import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.store.BlobTable.Access;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Walks over the whole store in small steps and removes what is not as it should be. Expiry is
/// Redis' own; this is for damage, and for outcomes that have lost their blobs. One walk at a
/// time in the fleet: it holds a lease.
final class Scrubber {
  private static final int KEYS_PER_STEP = 200;
  // Longer than any pause between two walks of a fleet that runs.
  private static final Duration CURSOR_TTL = Duration.ofDays(7);
  // The budget is looked at between steps, and a step over large blobs takes seconds.
  private static final Duration LEASE_BEYOND_BUDGET = Duration.ofMinutes(1);

  private final RedisLink redis;
  private final BlobTable table;
  private final StoredFrames frames;
  private final RedisOutcomeIndex outcomes;

  Scrubber(RedisLink redis, BlobTable table, StoredFrames frames, RedisOutcomeIndex outcomes) {
    this.redis = redis;
    this.table = table;
    this.frames = frames;
    this.outcomes = outcomes;
  }

  /// Empty when somebody else is at it.
  ///
  /// @param bytesPerSecond how much it reads at most, on average over the walk
  Optional<CleanUp> walk(Duration budget, long bytesPerSecond) {
    byte[] owner = Keys.ascii(UUID.randomUUID().toString());
    byte[] lease = Keys.ascii(Long.toString(budget.plus(LEASE_BEYOND_BUDGET).toMillis()));
    List<byte[]> leaseKey = List.of(Keys.CLEAN_UP_LEASE);
    if (!List.of(1L).equals(redis.callPerKey(Scripts.CLAIM, leaseKey, owner, lease))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Walk(budget, bytesPerSecond).run());
    } finally {
      redis.callPerKey(Scripts.RELEASE, leaseKey, owner);
    }
  }

  private final class Walk {
    private final Duration budget;
    private final long bytesPerSecond;
    private final long begin = System.nanoTime();
    private long blobsVerified;
    private long bytesVerified;
    private long blobsQuarantined;
    private long outcomesVerified;
    private long outcomesDropped;

    Walk(Duration budget, long bytesPerSecond) {
      this.budget = budget;
      this.bytesPerSecond = bytesPerSecond;
    }

    CleanUp run() {
      Optional<String> place = redis.get(Keys.CLEAN_UP_CURSOR).map(Keys::ascii);
      do {
        RedisLink.Scanned step = redis.scan(place, KEYS_PER_STEP);
        scrub(step.keys());
        place = step.next();
      } while (keepsPace() && place.isPresent() && took().compareTo(budget) < 0);
      remember(place);
      return new CleanUp(
          blobsVerified,
          bytesVerified,
          blobsQuarantined,
          outcomesVerified,
          outcomesDropped,
          place.isEmpty(),
          took());
    }

    /// Waits until what was read took as long as it may; false when the walk is to end.
    private boolean keepsPace() {
      Duration due = Duration.ofNanos((long) (bytesVerified * 1e9 / bytesPerSecond));
      Duration end = due.compareTo(budget) < 0 ? due : budget;
      try {
        Pause.of(end.minus(took())); // nothing when that is over
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private void scrub(List<byte[]> keys) {
      List<Digest> blobs = new ArrayList<>();
      List<CompileKey> compiled = new ArrayList<>();
      for (byte[] key : keys) {
        Keys.parse(key)
            .ifPresent(
                named -> {
                  switch (named.kind()) {
                    case BLOB -> blobs.add(named.digest());
                    case OUTCOME -> compiled.add(new CompileKey(named.digest()));
                    case CLAIM, ATTEMPTS -> {} // they expire by themselves
                  }
                });
      }
      StoredFrames.Tally tally =
          frames.readSound(blobs, Access.INSPECT, Room.UNBOUNDED, frame -> {});
      blobsVerified += tally.read;
      bytesVerified += tally.bytes;
      blobsQuarantined += tally.quarantined;
      long damaged =
          outcomes.read(
              compiled,
              Duration.ZERO,
              (key, outcome, value) -> {
                Set<Digest> named = outcome.blobs();
                if (!table.existing(named, Access.INSPECT).containsAll(named)
                    && outcomes.drop(key, value)) {
                  outcomesDropped++;
                }
              });
      outcomesDropped += damaged;
      outcomesVerified += compiled.size();
    }

    private Duration took() {
      return Duration.ofNanos(System.nanoTime() - begin);
    }
  }

  private void remember(Optional<String> place) {
    if (place.isEmpty()) {
      redis.<Long>call(r -> r.del(Keys.CLEAN_UP_CURSOR));
    } else {
      redis.<String>call(
          r ->
              r.set(
                  Keys.CLEAN_UP_CURSOR,
                  Keys.ascii(place.get()),
                  SetArgs.Builder.px(CURSOR_TTL.toMillis())));
    }
  }
}
