package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// A generation that a client prepares, and what has to be there before it counts: what comes
/// first, and what the client holds of the current one. Used by one thread.
final class NextGeneration {
  private final HeldScripts scripts;
  private final BiFunction<ProjectPath, Digest, Optional<PackedScript>> local;
  private final Set<ProjectPath> missing = new LinkedHashSet<>();

  /// @param local finds artifacts that are here already
  NextGeneration(
      HeldScripts scripts, BiFunction<ProjectPath, Digest, Optional<PackedScript>> local) {
    this.scripts = scripts;
    this.local = local;
  }

  HeldScripts scripts() {
    return scripts;
  }

  Set<ProjectPath> missing() {
    return missing;
  }

  boolean isComplete() {
    return missing.isEmpty();
  }

  /// Has a path be there, if the generation has it.
  void include(ProjectPath path) {
    Optional<HeldScripts.Choice> choice = scripts.choice(path);
    if (choice.isEmpty() || scripts.find(path).isPresent()) {
      return;
    }
    local
        .apply(path, choice.get().digest())
        .ifPresentOrElse(script -> scripts.add(path, script), () -> missing.add(path));
  }

  boolean isMissing(ArtifactDownload download) {
    return missing.stream().anyMatch(path -> download.isOf(scripts, path));
  }

  void take(ArtifactDownload download, PackedScript script) {
    missing.removeIf(
        path -> {
          boolean same = download.isOf(scripts, path);
          if (same) {
            scripts.add(path, script);
          }
          return same;
        });
  }
}
