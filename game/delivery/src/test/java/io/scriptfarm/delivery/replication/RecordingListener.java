package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.ProjectPath;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server's listener, which notes what it hears.
final class RecordingListener implements ReplicationServer.Listener {
  final List<String> ready = new CopyOnWriteArrayList<>();
  final List<String> damaged = new CopyOnWriteArrayList<>();
  final List<String> refused = new CopyOnWriteArrayList<>();
  final List<Long> left = new CopyOnWriteArrayList<>();

  /// A server on any port that asks its clients each second.
  static ReplicationServer.Config attentive() {
    return ReplicationServer.Config.on("127.0.0.1", 0)
        .cuttingAfter(Duration.ofSeconds(3), Duration.ofSeconds(60));
  }

  @Override
  public void ready(ReplicationServer.Peer client, long generation) {
    ready.add(client.name() + ":" + generation);
  }

  @Override
  public void damaged(ReplicationServer.Peer client, ProjectPath path) {
    damaged.add(path.value());
  }

  @Override
  public void refused(ReplicationServer.Peer client, String reason) {
    refused.add(reason);
  }

  @Override
  public void left(ReplicationServer.Peer client) {
    left.add(client.id());
  }
}
