package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.ScriptCache;
import io.scriptfarm.testkit.Await;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A game's client, which notes what it is told.
final class Game implements ReplicationClient.Listener, AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(20);
  static final Backoff QUICK = new Backoff(Duration.ofMillis(2), Duration.ofMillis(20), 20);

  final List<String> ran = new CopyOnWriteArrayList<>();
  final List<byte[]> contents = new CopyOnWriteArrayList<>();
  final List<Long> generations = new CopyOnWriteArrayList<>();
  final List<String> refusals = new CopyOnWriteArrayList<>();
  final List<String> losses = new CopyOnWriteArrayList<>();
  final ReplicationClient client;

  Game(ReplicationClient.Config config) {
    this(config, ScriptCache.inMemory());
  }

  Game(ReplicationClient.Config config, ScriptCache cache) {
    client = ReplicationClient.start(config, cache, this);
  }

  static ReplicationClient.Config config(Workspace workspace, int port) {
    return ReplicationClient.Config.of(
            URI.create("ws://127.0.0.1:" + port + "/scripts"), Workspace.NAME, workspace.keys())
        .retrying(QUICK)
        .cuttingAfter(Duration.ofSeconds(3));
  }

  @Override
  public void switched(HeldScripts scripts) {
    generations.add(scripts.generation());
  }

  @Override
  public void execute(HeldScripts scripts, ProjectPath path, PackedScript script) {
    contents.add(script.content().bytes());
    ran.add(scripts.generation() + ":" + path);
  }

  @Override
  public void refused(String reason) {
    refusals.add(reason);
  }

  @Override
  public void lost(String reason) {
    losses.add(reason);
  }

  void awaitRan(String... all) {
    Await.until(SOON, "it ran " + List.of(all) + ", not " + ran, () -> ran.equals(List.of(all)));
  }

  void awaitGeneration(long generation) {
    Await.until(SOON, "it switched to " + generation, () -> generations.contains(generation));
  }

  byte[] require(String path) throws Exception {
    return client
        .require(Workspace.path(path))
        .get(SOON.toSeconds(), TimeUnit.SECONDS)
        .content()
        .bytes();
  }

  @Override
  public void close() {
    client.close();
  }
}
