package io.scriptfarm.orchestration;

import io.scriptfarm.contract.Completion;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Hands the workers' completions to everyone who waits. Thread-safe.
public final class CompletionFeed implements Consumer<Completion> {
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

  @Override
  public void accept(Completion completion) {
    listeners.forEach(listener -> listener.inbox.add(completion));
  }

  /// Listens from now on, until closed.
  Listener listen() {
    Listener listener = new Listener();
    listeners.add(listener);
    return listener;
  }

  final class Listener implements AutoCloseable {
    // Bounded by what the workers finish between two looks of a waiting build.
    private final BlockingQueue<Completion> inbox = new LinkedBlockingQueue<>();

    BlockingQueue<Completion> inbox() {
      return inbox;
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }
}
