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
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Quarantine;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.phase.PhaseLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
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
/// A build's claims are kept for jobs that the queue {@link JobQueue#holding holds} for it, and for
/// no others. So a job that the queue dropped, and a claim whose gateway died, leave keys that
/// nobody holds; the next looks find them, and claim and publish them again. What is over its
/// {@link Shares share} of the queue waits here, unclaimed: another build that wants the same may
/// have it done sooner.
public final class Fleet {
  /// How often one build has one key published. A queue that loses a job so often does not work.
  static final int MOST_PUBLICATIONS = 5;

  /// How often a waiting build looks whether others lost what it waits for.
  static final Duration LOOK = Duration.ofSeconds(3);

  private static final System.Logger LOG = System.getLogger(Fleet.class.getName());

  private static final CompileOutcome.Failed LOST_OFTEN =
      new CompileOutcome.Failed(
          CompileOutcome.Blame.RESOURCES,
          "its job was lost "
              + MOST_PUBLICATIONS
              + " times; the logs of the compile workers and of the broker say why");

  private final OutcomeIndex outcomes;
  private final Claims claims;
  private final JobQueue queue;
  private final Quarantine quarantine;
  private final CompletionFeed completions;
  private final Shares shares;
  private final Costs costs = new Costs();
  private final InstantSource clock;
  private final Duration patience;

  /// @param patience how long keys may wait without anything happening to them
  public Fleet(
      OutcomeIndex outcomes,
      Claims claims,
      JobQueue queue,
      Quarantine quarantine,
      CompletionFeed completions,
      Shares shares,
      InstantSource clock,
      Duration patience) {
    this.outcomes = outcomes;
    this.claims = claims;
    this.queue = queue;
    this.quarantine = quarantine;
    this.completions = completions;
    this.shares = shares;
    this.clock = clock;
    this.patience = patience;
  }

  /// What it learned of how long work takes.
  Costs costs() {
    return costs;
  }

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

  /// A stage ended without an outcome that the build can go on with; {@link CompileOutcome.Lost}
  /// asks for the stages before it once more.
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
    try (CompletionFeed.Listener listener = completions.listen();
        Shares.Share share = shares.join(order.tenant(), order.urgency())) {
      return new Wait(keys, order, jobs, listener, share).run();
    }
  }

  /// One call of {@link #settle}; confined to its thread.
  private final class Wait {
    private final Order order;
    private final Function<Set<CompileKey>, List<Job>> jobs;
    private final CompletionFeed.Listener listener;
    private final Shares.Share share;
    private final Map<CompileKey, CompileOutcome> ended = new HashMap<>();
    private final Set<CompileKey> pending;
    private final Map<CompileKey, JobQueue.Place> ours = new HashMap<>();
    private final Map<String, Job> published = new HashMap<>(); // for us, by id
    private final LeftWork left;
    private final Deque<Job> heldBack = new ArrayDeque<>();
    private final Map<CompileKey, Integer> publications = new HashMap<>();
    private Set<JobQueue.Place> missed = Set.of(); // by the last look
    private Instant lastProgress = clock.instant();

    Wait(
        Set<CompileKey> keys,
        Order order,
        Function<Set<CompileKey>, List<Job>> jobs,
        CompletionFeed.Listener listener,
        Shares.Share share) {
      this.share = share;
      this.left = new LeftWork(costs, share);
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
        cut();
        publish();
        order.observer().published();
        try (PhaseLog.Open _ = order.profile().begin(Phase.WAIT)) {
          await();
        }
      } catch (InterruptedException e) {
        giveUp();
        throw e;
      }
      return ended;
    }

    private void await() throws InterruptedException {
      Instant nextLook = clock.instant().plus(LOOK);
      while (!pending.isEmpty()) {
        Duration left = Duration.between(clock.instant(), nextLook);
        Completion completion =
            listener.inbox().poll(Math.max(left.toNanos(), 0), TimeUnit.NANOSECONDS);
        if (completion != null) {
          take(completion);
          publish();
        } else {
          look();
          nextLook = clock.instant().plus(LOOK);
        }
      }
    }

    private void take(Completion completion) {
      order.profile().heard(completion);
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
      Job job = published.get(completion.job());
      if (job != null && !completion.compiled().isEmpty()) {
        costs.learn(job, completion.took());
      }
      if (!settled.isEmpty()) {
        outcomes
            .find(settled)
            .forEach((key, outcome) -> end(key, outcome, completion.compiled().containsKey(key)));
        // What is not found any more was lost between; the next look has it made again.
        settled.forEach(ours::remove);
      }
      boolean isOurs = job != null;
      boolean isLeft = false;
      for (Map.Entry<CompileKey, Unsettled> told : completion.unsettled().entrySet()) {
        if (!pending.contains(told.getKey())) {
          continue;
        }
        if (isOurs || !isOfItsProject(told.getValue())) {
          end(told.getKey(), told.getValue(), true);
        } else {
          isLeft = true;
        }
      }
      if (isLeft) {
        cut(); // what we waited for others to do, we have done
      }
    }

    /// Whether the outcome is about the project that the job was made for. Projects share keys, so
    /// what the store lacks of another one says nothing about ours; our client does not have it.
    private boolean isOfItsProject(Unsettled outcome) {
      return switch (outcome) {
        case CompileOutcome.Incomplete _, CompileOutcome.Lost _ -> true;
        case CompileOutcome.TooMuch _, CompileOutcome.Failed _, ParityJob.Provisional _ -> false;
      };
    }

    /// Finds what came without a word, keeps the claims on what the queue holds for us, and takes
    /// over what nobody holds.
    private void look() {
      outcomes.find(pending).forEach(this::endUntold);
      keepWhatIsHeld();
      cut();
      publish();
      Duration idle = Duration.between(lastProgress, clock.instant());
      if (idle.compareTo(patience) > 0) {
        Unsettled failed =
            new CompileOutcome.Failed(
                CompileOutcome.Blame.RESOURCES,
                "nothing happened for "
                    + patience.toSeconds()
                    + " s; see whether compile workers run (farm status) and what their logs say");
        Set.copyOf(pending).forEach(key -> endUntold(key, failed));
      }
    }

    /// Keeps the claims of jobs that the queue holds, also those that the store forgot, and gives
    /// up the other jobs: they were dropped, or their end was not told. What a look misses first
    /// may be told of on the way, so the second one in a row is believed.
    private void keepWhatIsHeld() {
      Set<JobQueue.Place> missing = new HashSet<>(ours.values());
      missing.removeAll(queue.holding(Set.copyOf(missing)));
      ours.values().removeIf(place -> missing.contains(place) && missed.contains(place));
      missed = missing;
      claims.claim(ours.keySet(), order.build(), Claims.LEASE);
    }

    /// Cuts what the queue does not hold for us into jobs, also what others hold the claims of.
    /// What is in quarantine ends at once.
    private void cut() {
      Set<CompileKey> free = new HashSet<>(pending);
      free.removeAll(ours.keySet());
      quarantine.find(free).forEach((key, poison) -> end(key, poison.outcome(), false));
      free.retainAll(pending);
      heldBack.clear();
      if (!free.isEmpty()) {
        heldBack.addAll(jobs.apply(free));
        heldBack.forEach(left::add);
      }
    }

    /// Publishes as many jobs as the share allows.
    private void publish() {
      while (!heldBack.isEmpty() && published() < share.jobs()) {
        publish(heldBack.remove());
      }
    }

    private int published() {
      return new HashSet<>(ours.values()).size();
    }

    /// Publishes what of a job nobody else works on.
    private void publish(Job job) {
      Set<CompileKey> won = win(job.keys());
      job.keys().stream().filter(key -> !won.contains(key)).forEach(left::remove);
      if (!won.isEmpty() || job.keys().isEmpty()) {
        Set<CompileKey> others = new HashSet<>(job.keys());
        others.removeAll(won);
        published.put(job.id(), job);
        order.profile().published(job.id());
        JobQueue.Place place = queue.publish(order.urgency().lane(), job.without(others));
        won.forEach(key -> ours.put(key, place));
      }
    }

    /// Claims keys for a job; gives those that are to be done.
    private Set<CompileKey> win(Set<CompileKey> keys) {
      Set<CompileKey> free = new HashSet<>(keys);
      free.retainAll(pending);
      if (free.isEmpty()) {
        return Set.of();
      }
      Set<CompileKey> won = new HashSet<>(claims.claim(free, order.build(), Claims.LEASE));
      // Whoever held a key before let it go after recording its outcome, perhaps since we looked.
      Map<CompileKey, Settled> known = won.isEmpty() ? Map.of() : outcomes.find(won);
      claims.release(known.keySet(), order.build());
      known.forEach(this::endUntold);
      won.removeAll(known.keySet());
      giveUpLostOften(won);
      won.forEach(key -> publications.merge(key, 1, Integer::sum));
      return won;
    }

    private void giveUpLostOften(Set<CompileKey> won) {
      Set<CompileKey> hopeless = new HashSet<>(won);
      hopeless.removeIf(key -> publications.getOrDefault(key, 0) < MOST_PUBLICATIONS);
      claims.release(hopeless, order.build());
      hopeless.forEach(key -> endUntold(key, LOST_OFTEN));
      won.removeAll(hopeless);
    }

    /// No worker said how it came to the outcome. It had none when we claimed it, so a job of ours
    /// most likely computed it.
    private void endUntold(CompileKey key, CompileOutcome outcome) {
      end(key, outcome, true);
    }

    /// @param compiled whether work was done for it, by whomever
    private void end(CompileKey key, CompileOutcome outcome, boolean compiled) {
      pending.remove(key);
      ours.remove(key);
      left.remove(key);
      ended.put(key, outcome);
      lastProgress = clock.instant();
      order.observer().ended(key, outcome, compiled && publications.containsKey(key));
    }

    /// The build is given up: whoever asks for its keys next need not wait for the leases.
    private void giveUp() {
      try {
        claims.release(ours.keySet(), order.build());
      } catch (StoreUnavailableException e) {
        LOG.log(Level.DEBUG, "claims end by themselves, build={0}", order.build());
      }
    }
  }
}
