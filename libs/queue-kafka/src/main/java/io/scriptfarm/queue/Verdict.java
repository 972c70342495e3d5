package io.scriptfarm.queue;

/// What becomes of a delivered job.
public sealed interface Verdict {
  /// It is done; nobody gets it again.
  record Accept() implements Verdict {}

  /// Another worker shall have it, after a pause that is longer at each attempt. Counts as one.
  record Release() implements Verdict {}

  /// No worker can do it: it goes into quarantine.
  record Reject(String reason) implements Verdict {}
}
