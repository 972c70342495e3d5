package io.scriptfarm.contract;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Find out which parts of the scripts' keys differ between two states of a project; settles its
/// {@link #key}.
///
/// @param before the state that `project` is compared with
public record ExplainJob(String id, String build, Project project, Project before) implements Job {
  /// Of one build: what is known of inferred types by then is in the answer, too.
  public static CompileKey key(String build, Project project, Project before) {
    return CompileKey.of(
        "explain", List.of(build, PlanJob.key(project).toString(), PlanJob.key(before).toString()));
  }

  @Override
  public Set<CompileKey> keys() {
    return Set.of(key(build, project, before));
  }

  /// The changes of each script whose key differs.
  public record Explained(SortedMap<ProjectPath, List<KeyChange>> scripts)
      implements CompileOutcome.Settled {
    public Explained {
      scripts = Collections.unmodifiableSortedMap(new TreeMap<>(scripts));
    }

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
