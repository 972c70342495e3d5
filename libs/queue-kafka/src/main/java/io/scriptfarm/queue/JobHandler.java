package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;
import java.util.Optional;

/// What a worker does with the jobs that its intakes bring. Called from the intake's executor, by
/// several intakes at the same time.
///
/// An interface, though only the worker implements it: the queue must not depend on the worker.
public interface JobHandler {
  /// Whether a job could be run now. It is asked before each job is taken, and while it says no,
  /// none is: what is wrong with the surroundings costs no job a delivery.
  boolean ready();

  /// Runs the job. What it stores must be stored when it returns. An interrupt means that the
  /// worker is ending and the job has been given back.
  ///
  /// @throws RuntimeException is logged and counts as {@link Verdict.Release}
  Verdict handle(ReceivedJob received) throws InterruptedException;

  /// A job, or a record that is none, has been put into quarantine: tell whoever waits for it.
  /// `reason` is a clause. May be called more than once for one job.
  void onPoison(Optional<Job> job, String reason);
}
