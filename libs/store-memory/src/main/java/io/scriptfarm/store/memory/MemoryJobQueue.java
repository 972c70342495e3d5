package io.scriptfarm.store.memory;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobQueue;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/// Jobs in the memory of this process. Who takes a job has it until he says that he is done; it is
/// not given to another when he fails. The number of jobs that wait has no bound. Safe for
/// concurrent use.
public final class MemoryJobQueue implements JobQueue {
  private final Queue<Job> interactive = new ArrayDeque<>();
  private final Queue<Job> bulk = new ArrayDeque<>();
  private final Map<Place, Job> unfinished = new HashMap<>();
  private long published;

  @Override
  public synchronized Place publish(Job.Lane lane, Job job) {
    switch (lane) {
      case INTERACTIVE -> interactive.add(job);
      case BULK -> bulk.add(job);
    }
    Place place = new Place(lane, published++);
    unfinished.put(place, job);
    notifyAll();
    return place;
  }

  @Override
  public synchronized Set<Place> holding(Set<Place> places) {
    Set<Place> held = new HashSet<>(places);
    held.retainAll(unfinished.keySet());
    return held;
  }

  /// Waits for a job. An interactive one comes before all others; else the oldest is first.
  public synchronized Job take() throws InterruptedException {
    while (interactive.isEmpty() && bulk.isEmpty()) {
      wait();
    }
    return interactive.isEmpty() ? bulk.remove() : interactive.remove();
  }

  /// Says that a job that was taken is done with, however it ended.
  public synchronized void done(Job job) {
    unfinished.values().remove(job);
  }
}
