package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Console;
import io.scriptfarm.contract.wire.Pause;
import io.scriptfarm.embedded.EndWithJvm;
import io.scriptfarm.embedded.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// One attempt to start what a farm lacks: broker and Redis, then everything else at once. Until it
/// is kept, what it started is ended by {@link #undo}, or, when this JVM is killed, by the shell
/// that outlives it. `undo` may be called from any thread.
final class BringUp {
  private static final Duration POLL = Duration.ofMillis(25);
  private static final Duration UNDO = Duration.ofSeconds(5);
  private static final int LAST_LINES = 15;

  private final FarmHome home;
  private final Console console;
  private final Duration patience;
  private final ConcurrentLinkedDeque<Daemon> started = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<EndWithJvm> guards = new ConcurrentLinkedDeque<>();
  private volatile boolean givenUp;

  /// @param patience how long each process may take to get ready
  BringUp(FarmHome home, Console console, Duration patience) {
    this.home = home;
    this.console = console;
    this.patience = patience;
  }

  /// Returns when all of `processes` are ready; what runs already stays.
  ///
  /// @param processes by the names of {@link Blueprint}
  /// @param probes say whether a process is of use
  /// @return how many did not run before
  /// @throws RunException.PortTaken when another port may help
  /// @throws RunException when a process does not get ready, or this was undone meanwhile
  int run(List<String> processes, CommandLines commands, Function<String, Probe> probes)
      throws RunException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      CompletableFuture<?> kafka = CompletableFuture.completedFuture(true);
      CompletableFuture<?> redis = CompletableFuture.completedFuture(true);
      for (String process : processes) {
        SideBySide.Step step =
            () -> start(new Daemon(home, process), commands, probes.apply(process));
        CompletableFuture<?> ready =
            switch (process) {
              case Blueprint.KAFKA -> kafka = SideBySide.run(threads, step);
              case Blueprint.REDIS -> redis = SideBySide.run(threads, step);
              case Blueprint.CACHE_SERVICE -> redis.thenCompose(_ -> SideBySide.run(threads, step));
              default ->
                  CompletableFuture.allOf(kafka, redis)
                      .thenCompose(_ -> SideBySide.run(threads, step));
            };
        all.add(ready);
      }
      SideBySide.await(all, () -> givenUp = true);
    }
    if (givenUp) {
      throw new RunException("interrupted; what was started is stopped again");
    }
    return started.size();
  }

  /// Leaves what was started to itself.
  void keep() {
    guards.forEach(EndWithJvm::close);
    guards.clear();
    started.clear();
  }

  /// Stops what was started.
  void undo() {
    givenUp = true;
    for (Daemon daemon = started.poll(); daemon != null; daemon = started.poll()) {
      try {
        daemon.stop(UNDO);
      } catch (RunException e) {
        console.err().println("farm: " + e.getMessage());
      }
    }
    guards.forEach(EndWithJvm::close);
    guards.clear();
  }

  private void start(Daemon daemon, CommandLines commands, Probe probe) throws RunException {
    Optional<ProcessHandle> running = daemon.find();
    ProcessHandle process;
    if (running.isPresent()) {
      process = running.get();
    } else {
      if (givenUp) {
        return;
      }
      List<String> command = commands.of(daemon.name());
      started.push(daemon);
      process =
          daemon.start(
              command, home.folder(), before -> guards.add(EndWithJvm.process(before.pid())));
    }
    awaitReady(daemon, process, probe);
  }

  private void awaitReady(Daemon daemon, ProcessHandle process, Probe probe) throws RunException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!probe.isReady()) {
      if (givenUp) {
        return;
      }
      if (!Daemon.runs(process)) {
        throw failed(daemon, "ended instead of getting ready");
      }
      if (System.nanoTime() > deadline) {
        throw failed(daemon, "did not get ready within " + patience.toSeconds() + " s");
      }
      try {
        Pause.of(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RunException("interrupted while " + daemon.name() + " starts", e);
      }
    }
  }

  private RunException failed(Daemon daemon, String what) throws RunException {
    List<String> lines = daemon.lastLines(LAST_LINES);
    String message =
        "%s %s; the last lines of %s:\n  %s"
            .formatted(daemon.name(), what, home.log(daemon.name()), String.join("\n  ", lines));
    return Ports.saysTaken(String.join("\n", lines))
        ? new RunException.PortTaken(daemon.name(), message)
        : new RunException(message);
  }
}
