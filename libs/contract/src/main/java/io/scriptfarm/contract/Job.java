package io.scriptfarm.contract;

import java.util.Set;

/// A unit of work for one compile worker: names digests, carries no sources. Its id is also the
/// owner of the {@link Claims claims} on its keys. Idempotent: it may run twice, and nothing can be
/// wrong.
public sealed interface Job
    permits PlanJob, OpenJob, SaveJob, TranspileJob, LinkJob, BytecodeJob, ParityJob {
  String id();

  /// The build that asked first, and that owns the {@link Claims claims} on the keys; others may
  /// wait for the same.
  String build();

  Project project();

  /// What the job settles.
  Set<CompileKey> keys();

  /// Which queue a job waits in.
  enum Lane {
    /// A person waits for it: single scripts, small projects.
    INTERACTIVE,
    BULK
  }
}
