package io.scriptfarm.api;

import io.scriptfarm.contract.Job;

/// How urgent a build is (requirement R46).
public enum Urgency {
  /// A person waits for it. Its jobs go before all others, in a queue of their own.
  INTERACTIVE(Job.Lane.INTERACTIVE),

  /// A pipeline waits for it, and a person for that. While such a build runs, those of less urgency
  /// go on one job at a time.
  CI(Job.Lane.BULK),

  /// Whatever has time.
  BULK(Job.Lane.BULK);

  private final Job.Lane lane;

  Urgency(Job.Lane lane) {
    this.lane = lane;
  }

  /// The queue of its jobs.
  public Job.Lane lane() {
    return lane;
  }
}
