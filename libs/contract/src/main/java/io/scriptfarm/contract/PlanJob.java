package io.scriptfarm.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Find out what the project consists of; settles its {@link #key}.
public record PlanJob(String id, String build, Project project) implements Job {
  /// The key of a project's {@link Plan}.
  public static CompileKey key(Project project) {
    List<String> parts = new ArrayList<>();
    parts.add(project.toolchain().hex());
    parts.add(project.snapshot().hex());
    parts.add(project.config().value());
    project
        .invocation()
        .ifPresent(
            invocation -> {
              parts.add(invocation.folder());
              parts.addAll(invocation.options());
            });
    return CompileKey.of("plan", parts);
  }

  @Override
  public Set<CompileKey> keys() {
    return Set.of(key(project));
  }

  /// `plan` is the blob that holds the {@link Plan}. While keys in it are provisional, because not
  /// all is known of what scripts see of each other, `graph` is the blob from which final keys are
  /// derived once the scripts are transpiled.
  public record Planned(Digest plan, Optional<Digest> graph) implements CompileOutcome.Settled {
    @Override
    public Set<Digest> blobs() {
      return graph.map(digest -> Set.of(plan, digest)).orElse(Set.of(plan));
    }

    /// None: those of the configuration are in the plan.
    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// What the bodies of a script's functions mean to other scripts: `types` is a digest of the
  /// types that are inferred from them.
  public record Inferred(Digest types) implements CompileOutcome.Settled {
    @Override
    public Set<Digest> blobs() {
      return Set.of();
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// What pieces of work read that differ in nothing but in what they read: the blobs of their read
  /// sets, the latest first. Such a work's outcome is known by a key of what it read.
  public record ReadSets(List<Digest> latest) implements CompileOutcome.Settled {
    public ReadSets {
      latest = List.copyOf(latest);
    }

    @Override
    public Set<Digest> blobs() {
      return Set.copyOf(latest);
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }
}
