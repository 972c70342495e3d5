package io.scriptfarm.contract;

import java.util.Locale;
import java.util.Set;

/// A message to one compile worker: names digests, carries no sources. Idempotent: it may run
/// twice, and nothing can be wrong.
public sealed interface Job
    permits PlanJob, OpenJob, SaveJob, TranspileJob, LinkJob, BytecodeJob, ParityJob, ExplainJob {
  String id();

  /// The build that asked first, and that owns the {@link Claims claims} on the keys; others may
  /// wait for the same.
  String build();

  Project project();

  /// What the job settles.
  Set<CompileKey> keys();

  /// What it does for one of its keys, as people read it: `transpile src/main.ts`. Where there is
  /// nothing to name, the stage.
  default String work(CompileKey key) {
    return stage();
  }

  /// The stage that it is of, such as `plan` of a {@link PlanJob}.
  default String stage() {
    return getClass().getSimpleName().replaceFirst("Job$", "").toLowerCase(Locale.ROOT);
  }

  /// What is left of the job when some of its keys are settled: at least what settles the others.
  default Job without(Set<CompileKey> settled) {
    return this;
  }

  /// Which queue a job waits in.
  enum Lane {
    /// A person waits for it: single scripts, small projects.
    INTERACTIVE,
    BULK
  }
}
