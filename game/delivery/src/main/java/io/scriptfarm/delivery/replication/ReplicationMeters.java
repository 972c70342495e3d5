package io.scriptfarm.delivery.replication;

import java.util.concurrent.atomic.AtomicLong;

/// What a client counts.
final class ReplicationMeters {
  final AtomicLong artifacts = new AtomicLong();
  final AtomicLong chunks = new AtomicLong();
  final AtomicLong damaged = new AtomicLong();
  final AtomicLong connections = new AtomicLong();

  ReplicationClient.Counts counts() {
    return new ReplicationClient.Counts(
        artifacts.get(), chunks.get(), damaged.get(), connections.get());
  }
}
