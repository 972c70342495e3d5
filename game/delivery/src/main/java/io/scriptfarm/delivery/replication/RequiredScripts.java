package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Scripts that the game waits for, in the order in which it asked. Used by one thread.
final class RequiredScripts {
  private final Map<ProjectPath, List<CompletableFuture<PackedScript>>> waiting =
      new LinkedHashMap<>();

  void add(ProjectPath path, CompletableFuture<PackedScript> future) {
    waiting.computeIfAbsent(path, _ -> new ArrayList<>()).add(future);
  }

  /// A copy: what completes may change it.
  List<ProjectPath> paths() {
    return List.copyOf(waiting.keySet());
  }

  void complete(ProjectPath path, PackedScript script) {
    remove(path).forEach(future -> future.complete(script));
  }

  void fail(ProjectPath path, Exception cause) {
    remove(path).forEach(future -> future.completeExceptionally(cause));
  }

  private List<CompletableFuture<PackedScript>> remove(ProjectPath path) {
    List<CompletableFuture<PackedScript>> futures = waiting.remove(path);
    return futures == null ? List.of() : futures;
  }
}
