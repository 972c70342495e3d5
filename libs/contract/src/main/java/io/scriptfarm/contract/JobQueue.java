package io.scriptfarm.contract;

/// Where gateways put jobs for the workers. Safe for concurrent use.
public interface JobQueue {

  /// Returns when the queue has the job durably.
  ///
  /// @throws QueueUnavailableException when it could not be stored in time
  void publish(Job.Lane lane, Job job);
}
