package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;

/// A job that a worker was given; `attempt` counts from 1 how often it has been delivered.
public record ReceivedJob(Job job, int attempt) {}
