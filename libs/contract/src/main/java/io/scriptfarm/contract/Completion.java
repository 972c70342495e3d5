package io.scriptfarm.contract;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// A worker's word on a job that it finished: which keys the outcome index now holds, which of them
/// the worker compiled itself (and did not find settled already) and how long each took, and which
/// ended otherwise. `took` is the wall time of the whole job until now.
public record Completion(
    String job,
    String worker,
    Set<CompileKey> settled,
    Map<CompileKey, Duration> compiled,
    Map<CompileKey, CompileOutcome.Unsettled> unsettled,
    Duration took) {

  public Completion {
    settled = Set.copyOf(settled);
    compiled = Map.copyOf(compiled);
    unsettled = Map.copyOf(unsettled);
  }
}
