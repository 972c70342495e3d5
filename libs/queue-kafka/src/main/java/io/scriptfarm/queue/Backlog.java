package io.scriptfarm.queue;

import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.QueueUnavailableException;
import java.util.EnumMap;
import java.util.Map;

/// How much work waits, for people and autoscalers. Safe for concurrent use.
public final class Backlog implements AutoCloseable {
  private final LaneProgress progress;

  public Backlog(KafkaConfig config) {
    this.progress = new LaneProgress(config);
  }

  /// The jobs of each lane that are not finished: waiting, or with a worker.
  ///
  /// @throws QueueUnavailableException when the broker does not answer in time
  public Map<Lane, Long> unfinished() {
    Map<Lane, Long> jobs = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      jobs.put(lane, progress.of(lane).unfinished());
    }
    return jobs;
  }

  @Override
  public void close() {
    progress.close();
  }
}
