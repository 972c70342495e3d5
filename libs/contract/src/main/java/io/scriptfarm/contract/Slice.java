package io.scriptfarm.contract;

import java.util.Optional;

/// A stretch of time that one phase took. Times are in microseconds: many phases take less than a
/// millisecond.
///
/// @param script what it was about, where that is one script
/// @param begin since the beginning of what the slice is part of: a job, or a build
public record Slice(Phase phase, Optional<ProjectPath> script, long begin, long took) {
  /// The same in the time of what holds the job.
  ///
  /// @param later how many microseconds after that the job began
  public Slice later(long later) {
    return new Slice(phase, script, begin + later, took);
  }
}
