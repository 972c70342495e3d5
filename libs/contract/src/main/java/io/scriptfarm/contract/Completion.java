package io.scriptfarm.contract;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A worker's word on a job that it finished: which keys the outcome index now holds, which of them
/// the worker compiled itself (and did not find settled already) and how long each took, and which
/// ended otherwise. `took` is the wall time of the whole job until now; `times` says where it went,
/// where the worker knows.
public record Completion(
    String job,
    String worker,
    Set<CompileKey> settled,
    Map<CompileKey, Duration> compiled,
    Map<CompileKey, CompileOutcome.Unsettled> unsettled,
    Duration took,
    Optional<JobTimes> times) {

  public Completion {
    settled = Set.copyOf(settled);
    compiled = Map.copyOf(compiled);
    unsettled = Map.copyOf(unsettled);
  }

  /// Without a word on where the time went.
  public Completion(
      String job,
      String worker,
      Set<CompileKey> settled,
      Map<CompileKey, Duration> compiled,
      Map<CompileKey, CompileOutcome.Unsettled> unsettled,
      Duration took) {
    this(job, worker, settled, compiled, unsettled, took, Optional.empty());
  }
}
