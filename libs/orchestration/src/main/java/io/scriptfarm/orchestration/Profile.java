package io.scriptfarm.orchestration;

import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.JobTimes;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.phase.PhaseLog;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the time of a build goes, for whoever asked for that: stages and waiting in the gateway,
/// phases on workers. For the build's thread.
///
/// Workers tell times by clocks of their own. No job begins before it was published, and no word of
/// it arrives before it was told: a worker's times are moved by as little as that takes. What a
/// worker does for another build that wants the same is not told here.
abstract class Profile {
  /// Who hears of slices: of the gateway, or of a worker.
  @FunctionalInterface
  interface Teller {
    /// @param isTraced whether the worker sends them to a collector of traces itself
    void tell(Optional<String> worker, List<Slice> slices, boolean isTraced);
  }

  /// Of a build that nobody asks about.
  static final Profile NONE =
      new Profile() {
        @Override
        PhaseLog.Open begin(Phase phase) {
          return () -> {};
        }

        @Override
        void published(String job) {}

        @Override
        void heard(Completion completion) {}
      };

  /// Of a build, for whoever asked for it, and for the trace, which workers may tell of themselves.
  static Profile of(Build.Asked asked, InstantSource clock, BuildReporter reporter) {
    boolean isTraced = asked.trace().context().isPresent();
    boolean isAsked = asked.request().insight().profile();
    if (!isTraced && !isAsked) {
      return NONE;
    }
    return of(
        asked.at(),
        clock,
        (worker, slices, isKnown) -> {
          if (isAsked) {
            reporter.timeSpent(worker, slices);
          }
          if (isTraced && !isKnown) {
            asked.trace().spent(worker, slices);
          }
        });
  }

  /// @param began when the build did
  static Profile of(Instant began, InstantSource clock, Teller teller) {
    return new Told(began, clock, teller);
  }

  /// The gateway begins something, which goes on until it is closed.
  abstract PhaseLog.Open begin(Phase phase);

  /// A job of the build is about to be published.
  abstract void published(String job);

  /// A worker told of a job, of whichever build.
  abstract void heard(Completion completion);

  private static final class Told extends Profile {
    private final Instant began;
    private final InstantSource clock;
    private final Teller teller;
    private final Map<String, Long> published = new HashMap<>(); // by job
    private final Map<String, Long> moved = new HashMap<>(); // by job that was heard of

    private Told(Instant began, InstantSource clock, Teller teller) {
      this.began = began;
      this.clock = clock;
      this.teller = teller;
    }

    @Override
    PhaseLog.Open begin(Phase phase) {
      long begin = now();
      return () ->
          teller.tell(
              Optional.empty(),
              List.of(new Slice(phase, Optional.empty(), begin, now() - begin)),
              false);
    }

    @Override
    void published(String job) {
      published.put(job, now());
    }

    @Override
    void heard(Completion completion) {
      Long since = published.get(completion.job());
      if (since != null) {
        completion.times().ifPresent(times -> tell(completion, times, since));
      }
    }

    private void tell(Completion completion, JobTimes times, long since) {
      List<Slice> slices = new ArrayList<>();
      long begun = micros(times.begun());
      if (!moved.containsKey(completion.job())) {
        long earliest = Math.max(0, since - begun);
        moved.put(completion.job(), Math.min(earliest, now() - micros(times.told())));
        long begins = begun + moved.get(completion.job());
        slices.add(new Slice(Phase.QUEUE, Optional.empty(), since, Math.max(0, begins - since)));
      }
      long begins = begun + moved.get(completion.job());
      times.slices().forEach(slice -> slices.add(slice.later(begins)));
      teller.tell(Optional.of(completion.worker()), slices, times.traced().orElse(false));
    }

    private long now() {
      return micros(clock.instant());
    }

    private long micros(Instant time) {
      return ChronoUnit.MICROS.between(began, time);
    }
  }
}
