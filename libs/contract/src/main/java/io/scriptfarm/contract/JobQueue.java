package io.scriptfarm.contract;

import java.util.Set;

/// Where gateways put jobs for the workers. Safe for concurrent use; blocks; throws
/// {@link QueueUnavailableException} when the queue does not answer in time.
public interface JobQueue {
  /// Where in the queue a job lies; no two jobs of one queue have the same.
  record Place(Job.Lane lane, long number) {}

  /// Returns when the queue has the job durably. When it throws, the queue may have the job all the
  /// same.
  Place publish(Job.Lane lane, Job job);

  /// Those of `places` whose jobs the queue answers for: they wait, or a worker has them in hand
  /// and keeps its lease on them. A job that is not among them is done, or was dropped: nobody will
  /// do it. One that is among them may have been done a moment ago, or wait behind one that runs.
  Set<Place> holding(Set<Place> places);
}
