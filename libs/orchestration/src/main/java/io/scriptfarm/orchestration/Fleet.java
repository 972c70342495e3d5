package io.scriptfarm.orchestration;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.CompileOutcome.Unsettled;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobQueue;
import io.scriptfarm.contract.OutcomeIndex;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/// The compile workers as one: give it keys, get their outcomes, whoever computes them. What is
/// known is looked up, what is being computed is waited for, and only the rest is published
/// (requirement R3). Thread-safe; every call blocks its own (virtual) thread.
///
/// A claim is renewed for as long as its build waits. When claims are lost because a gateway died,
/// or a job is lost, the next look finds keys that nobody holds, and claims and publishes them
/// again.
public final class Fleet {
  /// Long enough to survive a pause of a gateway, short enough that a dead one is soon replaced.
  static final Duration LEASE = Duration.ofSeconds(15);

  /// How often a waiting build looks whether others lost what it waits for.
  static final Duration LOOK = Duration.ofSeconds(3);

  private final OutcomeIndex outcomes;
  private final Claims claims;
  private final JobQueue queue;
  private final CompletionFeed completions;
  private final InstantSource clock;
  private final Duration patience;

  /// @param patience how long keys may wait without anything happening to them
  public Fleet(
      OutcomeIndex outcomes,
      Claims claims,
      JobQueue queue,
      CompletionFeed completions,
      InstantSource clock,
      Duration patience) {
    this.outcomes = outcomes;
    this.claims = claims;
    this.queue = queue;
    this.completions = completions;
    this.clock = clock;
    this.patience = patience;
  }

  /// On whose behalf keys are settled: `build` owns the claims, `lane` says how urgent it is, and
  /// `observer` hears of each outcome on the calling thread as it comes.
  record Order(String build, Job.Lane lane, Observer observer) {}

  /// What happens to an order.
  interface Observer {
    /// The outcomes that were known from the start; called once, first.
    void known(Map<CompileKey, Settled> outcomes);

    /// What was not known is in the hands of workers; called once, before they are waited for.
    /// What is to be done with the outcomes can be prepared meanwhile.
    default void published() {}

    /// One more key has an outcome. `compiled` says that a job of this order computed it.
    void ended(CompileKey key, CompileOutcome outcome, boolean compiled);

    /// A worker computed one of the keys in this time.
    default void took(CompileKey key, Duration time) {}
  }

  /// For orders that have no events of their own.
  static final class Unheard implements Observer {
    @Override
    public void known(Map<CompileKey, Settled> outcomes) {}

    @Override
    public void ended(CompileKey key, CompileOutcome outcome, boolean compiled) {}
  }

  /// A stage ended without an outcome that the build can go on with.
  static final class NotSettledException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Unsettled outcome;

    NotSettledException(Unsettled outcome) {
      super(null, null, false, false);
      this.outcome = outcome;
    }

    Unsettled outcome() {
      return outcome;
    }
  }

  /// Settles the one key of a stage, and blocks until then.
  ///
  /// @param as what the stage ends as
  /// @param job settles the key
  /// @param along jobs that are useful whenever that one is published
  /// @throws NotSettledException when no worker could settle it
  /// @throws InterruptedException when the build is given up; its claim is released
  <T extends Settled> T settle(Order order, Class<T> as, Job job, Job... along)
      throws NotSettledException, InterruptedException {
    Set<CompileKey> keys = job.keys();
    List<Job> jobs = Stream.concat(Stream.of(job), Stream.of(along)).toList();
    CompileOutcome outcome = settle(keys, order, free -> jobs).values().iterator().next();
    return switch (outcome) {
      case Settled settled when as.isInstance(settled) -> as.cast(settled);
      case Settled other ->
          throw new IllegalStateException(job + " ended as " + other + ", not as " + as);
      case Unsettled unsettled -> throw new NotSettledException(unsettled);
    };
  }

  /// Blocks until every key has an outcome. `jobs` cuts the keys that nobody else works on into
  /// jobs.
  ///
  /// @throws InterruptedException when the build is given up; its claims are released
  Map<CompileKey, CompileOutcome> settle(
      Set<CompileKey> keys, Order order, Function<Set<CompileKey>, List<Job>> jobs)
      throws InterruptedException {
    try (CompletionFeed.Listener listener = completions.listen()) {
      return new Wait(keys, order, jobs, listener).run();
    }
  }

  /// One call of {@link #settle}; confined to its thread.
  private final class Wait {
    private final Order order;
    private final Function<Set<CompileKey>, List<Job>> jobs;
    private final CompletionFeed.Listener listener;
    private final Map<CompileKey, CompileOutcome> ended = new HashMap<>();
    private final Set<CompileKey> pending;
    private final Set<CompileKey> published = new HashSet<>();
    private Instant lastProgress = clock.instant();

    Wait(
        Set<CompileKey> keys,
        Order order,
        Function<Set<CompileKey>, List<Job>> jobs,
        CompletionFeed.Listener listener) {
      this.order = order;
      this.jobs = jobs;
      this.listener = listener;
      this.pending = new HashSet<>(keys);
    }

    Map<CompileKey, CompileOutcome> run() throws InterruptedException {
      Map<CompileKey, Settled> known = outcomes.find(pending);
      ended.putAll(known);
      pending.removeAll(known.keySet());
      order.observer().known(known);
      try {
        publishUnclaimed(Set.of());
        order.observer().published();
        Instant nextLook = clock.instant().plus(LOOK);
        while (!pending.isEmpty()) {
          Duration left = Duration.between(clock.instant(), nextLook);
          Completion completion =
              listener.inbox().poll(Math.max(left.toNanos(), 0), TimeUnit.NANOSECONDS);
          if (completion != null) {
            take(completion);
          } else {
            look();
            nextLook = clock.instant().plus(LOOK);
          }
        }
      } finally {
        if (!pending.isEmpty()) {
          claims.release(published, order.build());
        }
      }
      return ended;
    }

    private void take(Completion completion) {
      Set<CompileKey> settled = new HashSet<>(completion.settled());
      settled.retainAll(pending);
      completion
          .compiled()
          .forEach(
              (key, time) -> {
                if (settled.contains(key)) {
                  order.observer().took(key, time);
                }
              });
      if (!settled.isEmpty()) {
        outcomes.find(settled).forEach(this::end);
        // What is not found any more was lost between; the next look claims it again.
        settled.forEach(published::remove);
      }
      completion
          .unsettled()
          .forEach(
              (key, outcome) -> {
                if (pending.contains(key)) {
                  end(key, outcome);
                }
              });
    }

    /// Finds what came without a word, keeps what is ours, and takes over what nobody holds. In
    /// this order: a worker that is done gives up our claim, and the key is ours all the same.
    private void look() {
      outcomes.find(pending).forEach(this::end);
      Set<CompileKey> lost = new HashSet<>(published);
      published.retainAll(claims.renew(published, order.build(), LEASE));
      lost.removeAll(published);
      publishUnclaimed(lost);
      Duration idle = Duration.between(lastProgress, clock.instant());
      if (idle.compareTo(patience) > 0) {
        Unsettled failed =
            new CompileOutcome.Failed(
                CompileOutcome.Blame.RESOURCES,
                "nothing happened for "
                    + patience.toSeconds()
                    + " s; see whether compile workers run (farm status) and what their logs say");
        Set.copyOf(pending).forEach(key -> end(key, failed));
      }
    }

    /// @param lost keys whose claims we held until now
    private void publishUnclaimed(Set<CompileKey> lost) {
      Set<CompileKey> free = new HashSet<>(pending);
      free.removeAll(published);
      if (free.isEmpty()) {
        return;
      }
      Set<CompileKey> won = new HashSet<>(claims.claim(free, order.build(), LEASE));
      // Whoever held a key before let it go after recording its outcome, perhaps since we looked.
      // If that was a claim of ours, our own job is done with it.
      Set<CompileKey> released = new HashSet<>(lost);
      released.addAll(won);
      Map<CompileKey, Settled> known = released.isEmpty() ? Map.of() : outcomes.find(released);
      claims.release(known.keySet(), order.build());
      won.removeAll(known.keySet());
      known.forEach((key, outcome) -> end(key, outcome, lost.contains(key)));
      if (!won.isEmpty()) {
        jobs.apply(won).forEach(job -> queue.publish(order.lane(), job));
        published.addAll(won);
      }
    }

    private void end(CompileKey key, CompileOutcome outcome) {
      // It had no outcome when we claimed it, so our job computed it.
      end(key, outcome, published.contains(key));
    }

    private void end(CompileKey key, CompileOutcome outcome, boolean ours) {
      pending.remove(key);
      published.remove(key);
      ended.put(key, outcome);
      lastProgress = clock.instant();
      order.observer().ended(key, outcome, ours);
    }
  }
}
