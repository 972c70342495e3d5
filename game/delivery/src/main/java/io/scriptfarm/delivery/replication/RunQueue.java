package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Scripts that the server said to run, in its order, and what was run of them. Used by one thread.
final class RunQueue {
  private final Set<ProjectPath> waiting = new LinkedHashSet<>();
  private final Map<ProjectPath, Digest> begun = new HashMap<>();

  void add(ProjectPath path) {
    waiting.add(path);
  }

  Optional<ProjectPath> first() {
    return waiting.stream().findFirst();
  }

  /// A copy of those that were not run yet.
  List<ProjectPath> waiting() {
    return List.copyOf(waiting);
  }

  void begin(ProjectPath path, Digest digest) {
    waiting.remove(path);
    begun.put(path, digest);
  }

  void remove(ProjectPath path) {
    waiting.remove(path);
  }

  /// Forgets what is waiting and not in this generation.
  void retain(HeldScripts set) {
    waiting.removeIf(path -> set.choice(path).isEmpty());
  }

  /// Whether this very artifact was run, or one of its path is about to be.
  boolean runs(ProjectPath path, Digest digest) {
    return digest.equals(begun.get(path)) || waiting.contains(path);
  }
}
