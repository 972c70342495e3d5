package io.scriptfarm.contract.patience;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.BackendUnavailableException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobQueue;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.Quarantine;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Waits for a backend that is away (requirement R43): what fails with a {@link
/// BackendUnavailableException} is tried again, after pauses that grow, until the backend answers.
/// After `atMost` the failure is passed on. Everything that is asked through it must be idempotent,
/// as all operations of the ports are.
///
/// An interrupt ends a wait: the failure is passed on, and the thread's flag stays set. Safe for
/// concurrent use; blocks.
public final class Patience {
  /// Who hears, on this thread, what is waited for: a sentence, once for each wait that lasts.
  public static final ScopedValue<Consumer<String>> LISTENER = ScopedValue.newInstance();

  /// Shorter waits are nobody's business: a connection that broke is there again in 20 ms.
  private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

  // As often as a store on the same network can be asked, as rarely as somebody who waits allows.
  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2), Integer.MAX_VALUE);

  private final Duration atMost;
  private final InstantSource clock;
  private final Rest rest;

  /// How a thread waits.
  @FunctionalInterface
  public interface Rest {
    void rest(Duration time) throws InterruptedException;
  }

  /// @param atMost how long one operation waits
  public Patience(Duration atMost, InstantSource clock) {
    this(atMost, clock, Pause::of);
  }

  /// @param atMost how long one operation waits
  /// @param rest how, for tests
  public Patience(Duration atMost, InstantSource clock, Rest rest) {
    this.atMost = atMost;
    this.clock = clock;
    this.rest = rest;
  }

  /// The answer of `operation`.
  ///
  /// @throws BackendUnavailableException when there is none in time
  public <T> T ask(Supplier<T> operation) {
    try {
      return operation.get();
    } catch (BackendUnavailableException e) {
      return askAgain(operation, e);
    }
  }

  private <T> T askAgain(Supplier<T> operation, BackendUnavailableException first) {
    Instant since = clock.instant();
    BackendUnavailableException last = first;
    boolean told = false;
    for (int failures = 1; ; failures++) {
      Duration waited = Duration.between(since, clock.instant());
      if (waited.compareTo(atMost) >= 0 || Thread.currentThread().isInterrupted()) {
        throw last;
      }
      if (!told && waited.compareTo(WORTH_TELLING) >= 0) {
        told = true;
        tell(last);
      }
      try {
        rest.rest(PAUSES.after(failures));
        return operation.get();
      } catch (BackendUnavailableException e) {
        last = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw last;
      }
    }
  }

  private static void tell(BackendUnavailableException failure) {
    if (LISTENER.isBound()) {
      LISTENER.get().accept(String.valueOf(failure.getMessage()));
    }
  }

  private void run(Runnable operation) {
    ask(
        () -> {
          operation.run();
          return true;
        });
  }

  /// A consumer that is given things until it takes them.
  public <T> Consumer<T> with(Consumer<T> consumer) {
    return thing -> run(() -> consumer.accept(thing));
  }

  /// An index that waits.
  public OutcomeIndex with(OutcomeIndex outcomes) {
    return new OutcomeIndex() {
      @Override
      public Map<CompileKey, Settled> find(Set<CompileKey> keys) {
        return ask(() -> outcomes.find(keys));
      }

      @Override
      public void record(Map<CompileKey, Settled> more) {
        run(() -> outcomes.record(more));
      }
    };
  }

  /// A store that waits.
  public ArtifactStore with(ArtifactStore store) {
    return new ArtifactStore() {
      @Override
      public Map<Digest, Blob> read(Set<Digest> digests) {
        return ask(() -> store.read(digests));
      }

      @Override
      public void write(Collection<Blob> blobs) {
        run(() -> store.write(blobs));
      }

      @Override
      public Set<Digest> missing(Set<Digest> digests) {
        return ask(() -> store.missing(digests));
      }
    };
  }

  /// Claims that wait, except for giving them up, which their lease does anyway.
  public Claims with(Claims claims) {
    return new Claims() {
      @Override
      public Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease) {
        return ask(() -> claims.claim(keys, owner, lease));
      }

      @Override
      public Set<CompileKey> held(Set<CompileKey> keys, String owner) {
        return ask(() -> claims.held(keys, owner));
      }

      @Override
      public void release(Set<CompileKey> keys, String owner) {
        claims.release(keys, owner);
      }
    };
  }

  /// Attempts that wait, except for taking them back, which is as good as never when it is late.
  public Attempts with(Attempts attempts) {
    return new Attempts() {
      @Override
      public Map<CompileKey, Integer> begin(Set<CompileKey> keys, String attempt) {
        return ask(() -> attempts.begin(keys, attempt));
      }

      @Override
      public void takeBack(Set<CompileKey> keys, String attempt) {
        attempts.takeBack(keys, attempt);
      }

      @Override
      public void forget(Set<CompileKey> keys) {
        run(() -> attempts.forget(keys));
      }
    };
  }

  /// A quarantine that waits.
  public Quarantine with(Quarantine quarantine) {
    return new Quarantine() {
      @Override
      public void put(Collection<Poison> poison) {
        run(() -> quarantine.put(poison));
      }

      @Override
      public Map<CompileKey, Poison> find(Set<CompileKey> keys) {
        return ask(() -> quarantine.find(keys));
      }

      @Override
      public List<Poison> latest(int most) {
        return ask(() -> quarantine.latest(most));
      }

      @Override
      public Optional<Poison> release(CompileKey key) {
        return ask(() -> quarantine.release(key));
      }
    };
  }

  /// A queue that waits.
  public JobQueue with(JobQueue queue) {
    return new JobQueue() {
      @Override
      public Place publish(Job.Lane lane, Job job) {
        return ask(() -> queue.publish(lane, job));
      }

      @Override
      public Set<Place> holding(Set<Place> places) {
        return ask(() -> queue.holding(places));
      }
    };
  }
}
