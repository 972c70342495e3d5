package io.scriptfarm.store;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Zstd's contexts that nobody uses at the moment: to make one takes longer than to pack a script
/// with it. Safe for concurrent use.
///
/// @param <C> a context; used by one thread at a time
final class SpareContexts<C> {
  private static final int MAX = 8; // they hold native memory

  private final BlockingQueue<C> spare = new ArrayBlockingQueue<>(MAX);
  private final Supplier<C> maker;
  private final Consumer<C> closer;

  SpareContexts(Supplier<C> maker, Consumer<C> closer) {
    this.maker = maker;
    this.closer = closer;
  }

  /// Gives a context to `work`, and keeps it if nothing is thrown.
  <R> R use(Function<C, R> work) {
    C context = spare.poll();
    if (context == null) {
      context = maker.get();
    }
    boolean sound = false;
    try {
      R result = work.apply(context);
      sound = true;
      return result;
    } finally {
      if (!sound || !spare.offer(context)) {
        closer.accept(context);
      }
    }
  }
}
