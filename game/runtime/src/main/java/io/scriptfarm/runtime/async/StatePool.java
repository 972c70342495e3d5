package io.scriptfarm.runtime.async;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A fixed number of states that threads lend to one another, each to one thread at a time. Make
/// one more than there are workers: the main thread needs one too.
///
/// Safe for concurrent use. Whoever waits longest is served first.
public final class StatePool<S> implements AutoCloseable {
  private final Semaphore available;
  private final Deque<S> free = new ArrayDeque<>();
  private final Set<S> lent = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Consumer<S> destroy;

  /// @param capacity how many are made, all of them now
  public StatePool(int capacity, Supplier<S> create, Consumer<S> destroy) {
    this.available = new Semaphore(capacity, true);
    this.destroy = destroy;
    for (int i = 0; i < capacity; i++) {
      free.add(create.get());
    }
  }

  /// Waits until one is free.
  public S acquire() throws InterruptedException {
    available.acquire();
    return take();
  }

  /// @return empty when none was free in time
  public Optional<S> acquire(Duration patience) throws InterruptedException {
    return available.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)
        ? Optional.of(take())
        : Optional.empty();
  }

  private synchronized S take() {
    S state = free.removeFirst();
    lent.add(state);
    return state;
  }

  /// @throws IllegalArgumentException when it is not lent by this pool
  public void release(S state) {
    synchronized (this) {
      if (!lent.remove(state)) {
        throw new IllegalArgumentException("a state that this pool did not lend");
      }
      free.addFirst(state);
    }
    available.release();
  }

  /// How many are free.
  public int available() {
    return available.availablePermits();
  }

  /// Destroys all of them; none may be lent.
  @Override
  public synchronized void close() {
    if (!lent.isEmpty()) {
      throw new IllegalStateException(lent.size() + " states are still lent");
    }
    free.forEach(destroy);
    free.clear();
    available.drainPermits();
  }
}
