package io.scriptfarm.contract;

import java.util.List;
import java.util.Set;

/// Run one script in both languages, with `updates` calls of `onUpdate`, and compare; settles its
/// {@link #key}.
public record ParityJob(String id, String build, Project project, ProjectPath script, int updates)
    implements Job {
  /// The key of how a script behaves in both languages, with so many calls of `onUpdate`.
  public static CompileKey key(Project project, ProjectPath script, int updates) {
    return CompileKey.of(
        "parity", PlanJob.key(project).toString(), script.value(), Integer.toString(updates));
  }

  @Override
  public Set<CompileKey> keys() {
    return Set.of(key(project, script, updates));
  }

  /// One script was run in both languages.
  public record Compared(ParityReport report) implements CompileOutcome.Settled {
    @Override
    public Set<Digest> blobs() {
      return Set.of();
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }
}
