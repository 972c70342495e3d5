package io.scriptfarm.store.memory;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobQueue;
import java.util.ArrayDeque;
import java.util.Queue;

/// Jobs in the memory of this process. Who takes a job has it: it is not given to another when he
/// fails. The number of jobs that wait has no bound. Safe for concurrent use.
public final class MemoryJobQueue implements JobQueue {
  private final Queue<Job> interactive = new ArrayDeque<>();
  private final Queue<Job> bulk = new ArrayDeque<>();

  @Override
  public synchronized void publish(Job.Lane lane, Job job) {
    switch (lane) {
      case INTERACTIVE -> interactive.add(job);
      case BULK -> bulk.add(job);
    }
    notifyAll();
  }

  /// Waits for a job. An interactive one comes before all others; else the oldest is first.
  public synchronized Job take() throws InterruptedException {
    while (interactive.isEmpty() && bulk.isEmpty()) {
      wait();
    }
    return interactive.isEmpty() ? bulk.remove() : interactive.remove();
  }
}
