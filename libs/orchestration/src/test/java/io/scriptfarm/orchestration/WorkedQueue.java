package io.scriptfarm.orchestration;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobQueue;
import io.scriptfarm.store.memory.MemoryJobQueue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/// A queue with a worker at its end, who does each job at once, on the thread that publishes it. It
/// holds all jobs until it drops them.
final class WorkedQueue implements JobQueue {
  private final MemoryJobQueue queue = new MemoryJobQueue();
  private final List<Job> held = new CopyOnWriteArrayList<>();
  private final BiConsumer<Job.Lane, Job> worker;
  private int looks;

  WorkedQueue(BiConsumer<Job.Lane, Job> worker) {
    this.worker = worker;
  }

  @Override
  public Place publish(Job.Lane lane, Job job) {
    Place place = queue.publish(lane, job);
    held.add(job);
    worker.accept(lane, job);
    return place;
  }

  @Override
  public Set<Place> holding(Set<Place> places) {
    looks++;
    return queue.holding(places);
  }

  /// How often somebody asked what the queue holds.
  int looks() {
    return looks;
  }

  /// Drops all jobs, as a broker does with those that it delivered too often.
  void drop() {
    held.forEach(queue::done);
    held.clear();
  }
}
