package io.scriptfarm.drill;

import io.scriptfarm.contract.wire.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that build one generated project after the other, all at once, until they built as much
/// as was wanted and the faults are over. Some of the projects are built by several of them. Safe
/// for concurrent use.
final class Load {
  private static final Duration LOOK = Duration.ofMillis(20);

  // Every fourth build is of a project that somebody else builds too.
  private static final int SHARED = 4;

  private final int first;
  private final int builds;
  private final int scripts;
  private final long seed;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicBoolean faultsOver = new AtomicBoolean();
  private final List<Built> built = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> threads = new ArrayList<>();

  /// @param first the number of the first project; other loads have others
  /// @param builds at least
  /// @param scripts of each project
  Load(int first, int builds, int scripts, long seed) {
    this.first = first;
    this.builds = builds;
    this.scripts = scripts;
    this.seed = seed;
  }

  void start(List<? extends Builder> clients) {
    for (Builder client : clients) {
      threads.add(Thread.ofVirtual().start(() -> work(client)));
    }
  }

  private void work(Builder client) {
    for (int i = next.getAndIncrement();
        i < builds || !faultsOver.get();
        i = next.getAndIncrement()) {
      GeneratedProject project = project(i);
      running.incrementAndGet();
      long begin = System.nanoTime();
      Built result;
      try {
        result = client.build(project);
      } catch (RuntimeException | AssertionError e) {
        result = Built.failed(project, e.toString(), Duration.ZERO);
      }
      running.decrementAndGet();
      built.add(result.after(Duration.ofNanos(System.nanoTime() - begin)));
    }
  }

  private GeneratedProject project(int build) {
    Dice dice = new Dice(seed + build);
    int number =
        build > 0 && dice.oneIn(SHARED) ? build - 1 - dice.below(Math.min(build, 10)) : build;
    return GeneratedProject.of(first + number, scripts);
  }

  /// Waits until somebody builds.
  ///
  /// @return false when all that was wanted is built, and nobody does any more
  boolean awaitSomebody() throws InterruptedException {
    while (running.get() == 0 && threads.stream().anyMatch(Thread::isAlive)) {
      Pause.of(LOOK);
    }
    return running.get() > 0;
  }

  /// Returns when all builds have ended that have begun, and as many as were wanted.
  List<Built> finish() throws InterruptedException {
    faultsOver.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(built);
  }

  int done() {
    return built.size();
  }
}
