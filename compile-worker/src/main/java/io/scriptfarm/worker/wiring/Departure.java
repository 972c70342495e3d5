package io.scriptfarm.worker.wiring;

import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.queue.JobIntake;
import io.scriptfarm.queue.Slots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// How a worker ends: it gives out its jobs, and does not wait for what never ends.
///
/// A call of the compiler that cannot be stopped ({@link JsEngine#isStuck}) keeps a core and its
/// memory, and no thread can be taken from it. So the worker ends with it, by itself, and whoever
/// looks after it starts another one. The job of that call has been told as too much by then, so no
/// other worker gets it.
final class Departure {
  /// The exit code of a worker that ended by itself: `EX_TEMPFAIL` of sysexits(3), try again.
  static final int STUCK = 75;

  private static final System.Logger LOG = System.getLogger(Departure.class.getName());

  private final List<JobIntake> intakes;
  private final Slots slots;
  private final JsEngine engine;
  private final Duration patience;
  private final AtomicBoolean begun = new AtomicBoolean();

  /// @param patience what jobs in hand may take to finish
  Departure(List<JobIntake> intakes, Slots slots, JsEngine engine, Duration patience) {
    this.intakes = List.copyOf(intakes);
    this.slots = slots;
    this.engine = engine;
    this.patience = patience;
  }

  /// Takes no more jobs, and returns when those in hand are done or given back.
  void drain() throws InterruptedException {
    List<Thread> drains =
        intakes.stream().map(i -> Thread.ofVirtual().start(() -> i.drain(patience))).toList();
    for (Thread drain : drains) {
      drain.join();
    }
  }

  /// Whether work goes on that nothing but the end of the process ends.
  boolean leavesWorkBehind() {
    return engine.isStuck() || slots.taken() > 0;
  }

  /// Begins to end the process, if the engine is stuck. To be called now and then.
  void ifStuck(Runnable beforehand) {
    if (engine.isStuck() && begun.compareAndSet(false, true)) {
      Thread.ofPlatform().name("departure").start(() -> depart(beforehand));
    }
  }

  private void depart(Runnable beforehand) {
    LOG.log(
        System.Logger.Level.ERROR,
        "a call of the compiler cannot be stopped; this worker ends with exit code {0}, and another"
            + " one has to be started",
        STUCK);
    beforehand.run();
    try {
      drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without more ado
    }
    halt(STUCK);
  }

  /// Ends the process at once: what runs in native code would keep an orderly exit from its end.
  static void halt(int code) {
    Runtime.getRuntime().halt(code);
  }
}
