package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.patience.Patience;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// The keys that this worker works on, each with a lease of its own (requirement R43). A connection
/// to the broker that breaks has a job given out again while it still runs, here or elsewhere, and
/// a broker that lost its data has it published again. Whoever gets such a job leaves it to the
/// mark's owner until that one is done, or its mark has ended. Claims say nothing of that: a build
/// owns them, whoever works for it.
///
/// Marks are hints like claims: a worker that stood still for longer than a lease loses them, and
/// what it does may be done twice. Thread-safe.
public final class Marks {
  /// How soon the work of a dead worker is taken over. Longer than a short pause of a worker or its
  /// store, so that they rarely cost work; shorter than a worker takes to start.
  static final Duration LEASE = Duration.ofSeconds(3);

  /// How often {@link #renew} is to be called.
  public static final Duration RENEWAL = LEASE.dividedBy(6);

  private static final System.Logger LOG = System.getLogger(Marks.class.getName());

  private final Claims claims;
  private final Claims patient;
  private final String worker;
  private final Set<CompileKey> asked = new HashSet<>(); // for; guarded by this
  private final Set<CompileKey> held = new HashSet<>(); // guarded by this

  /// @param claims where marks are kept
  /// @param patience for a store that is away
  /// @param worker its id, which no other worker has. One that was started again has the id of the
  ///     one that died, and need not wait for its marks.
  public Marks(Claims claims, Patience patience, String worker) {
    this.claims = claims;
    this.patient = patience.with(claims);
    this.worker = worker;
  }

  /// Marks those of `keys` that nobody works on, here or elsewhere.
  Mark put(Set<CompileKey> keys) {
    Set<CompileKey> free = ask(keys);
    Set<CompileKey> won = new HashSet<>();
    try {
      Set<CompileKey> marks = patient.claim(marks(free), worker, LEASE);
      free.stream().filter(key -> marks.contains(mark(key))).forEach(won::add);
    } finally {
      answered(free, won);
    }
    return new Mark(Set.copyOf(won));
  }

  /// Those that no thread of this worker has, or asks for at this moment.
  private synchronized Set<CompileKey> ask(Set<CompileKey> keys) {
    Set<CompileKey> free = new HashSet<>(keys);
    free.removeAll(asked);
    free.removeAll(held);
    asked.addAll(free);
    return free;
  }

  private synchronized void answered(Set<CompileKey> keys, Set<CompileKey> won) {
    asked.removeAll(keys);
    held.addAll(won);
  }

  /// Renews all marks, also those that the store forgot.
  public void renew() {
    Set<CompileKey> marks;
    synchronized (this) {
      marks = marks(held);
    }
    try {
      claims.claim(marks, worker, LEASE);
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "marks are not renewed: {0}", worker);
    }
  }

  private static CompileKey mark(CompileKey key) {
    return CompileKey.of("mark", key.toString());
  }

  private static Set<CompileKey> marks(Set<CompileKey> keys) {
    return keys.stream().map(Marks::mark).collect(Collectors.toUnmodifiableSet());
  }

  /// Marks that were put together; closing takes them away.
  final class Mark implements AutoCloseable {
    private final Set<CompileKey> keys;

    private Mark(Set<CompileKey> keys) {
      this.keys = keys;
    }

    Set<CompileKey> keys() {
      return keys;
    }

    @Override
    public void close() {
      synchronized (Marks.this) {
        held.removeAll(keys);
      }
      try {
        claims.release(marks(keys), worker);
      } catch (StoreUnavailableException e) {
        LOG.log(Level.DEBUG, "marks end by themselves: {0}", worker);
      }
    }
  }
}
