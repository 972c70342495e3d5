package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.TraceParent;
import java.time.Instant;
import java.util.Optional;

/// A job that a worker was given; `attempt` counts from 1 how often it has been delivered.
///
/// @param published when, by the clock of who did it
/// @param trace what the job is a part of, if its build is traced
public record ReceivedJob(Job job, int attempt, Instant published, Optional<TraceParent> trace) {}
