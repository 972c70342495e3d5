package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.contract.phase.PhaseLog;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// Does what nobody does already, and waits for the rest: then the executors below find it done, or
/// do it, because who did it died. Nobody waits while he has marks, so no two wait for each other.
final class MarkingJobExecutor implements JobExecutor {
  // Between two looks at somebody else's marks. It costs a job that is done elsewhere this long.
  private static final Duration LOOK = Duration.ofMillis(100);

  private final JobExecutor executor;
  private final Marks marks;
  private final Patience.Rest rest;

  /// @param rest how a thread waits
  MarkingJobExecutor(JobExecutor executor, Marks marks, Patience.Rest rest) {
    this.executor = executor;
    this.marks = marks;
    this.rest = rest;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    if (job.keys().isEmpty()) {
      executor.execute(job, results);
      return;
    }
    Set<CompileKey> left = new HashSet<>(job.keys());
    while (!left.isEmpty()) {
      try (Marks.Mark free = marks.put(left)) {
        if (!free.keys().isEmpty()) {
          Set<CompileKey> others = new HashSet<>(job.keys());
          others.removeAll(free.keys());
          executor.execute(job.without(others), results);
          left.removeAll(free.keys());
          continue;
        }
      }
      try (PhaseLog.Open _ = PhaseLog.begin(Phase.WAIT)) {
        rest.rest(LOOK);
      }
    }
  }
}
