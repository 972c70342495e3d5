package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Job;
import java.util.function.Consumer;

/// Runs jobs. One compiles ({@link CompilingJobExecutor}); the others wrap an executor and add what
/// their names say. What is done of a job flows outwards through them while the job goes on, and
/// each has its effect before it passes that on. Thread-safe.
@FunctionalInterface
public interface JobExecutor {
  /// Runs the job to its end on the calling thread, which must be a platform thread. Returning
  /// means that `results` were told of every key of the job that anybody waits for.
  ///
  /// @param results told on the calling thread, any number of times, of each key once
  /// @throws InterruptedException when it was told to stop; what was not told is to be done again
  void execute(Job job, Consumer<Results> results) throws InterruptedException;
}
