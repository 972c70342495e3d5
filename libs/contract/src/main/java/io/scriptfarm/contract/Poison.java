package io.scriptfarm.contract;

import java.time.Duration;
import java.time.Instant;

/// A piece of work in quarantine: compile workers failed or died at it until its attempts were used
/// up, and nobody tries it again before somebody says so. The key has the toolchain in it, so
/// another toolchain, and another content, are tried as ever.
///
/// @param work what was to be done, such as `transpile src/main.ts`
/// @param toolchain the farm's own that was to do it
/// @param config of the project that it was done for first
/// @param reason a clause without a subject
/// @param since when its last attempt failed
public record Poison(
    CompileKey key,
    String work,
    Digest toolchain,
    ProjectPath config,
    String reason,
    Instant since) {

  /// How long it is kept. What killed workers yesterday may have been a machine without memory.
  public static final Duration KEPT = Duration.ofDays(1);

  private static final int SHOWN_DIGITS = 12;

  /// What became of one key of a job.
  public static Poison of(CompileKey key, Job job, String reason, Instant since) {
    Project project = job.project();
    return new Poison(key, job.work(key), project.toolchain(), project.config(), reason, since);
  }

  /// How a build ends the work that meets it.
  public CompileOutcome.TooMuch outcome() {
    return new CompileOutcome.TooMuch(
        reason
            + ", and it is in quarantine; to have it tried again: farm quarantine retry "
            + key.toString().substring(0, SHOWN_DIGITS));
  }
}
