package io.scriptfarm.contract;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where the time of a job went since its worker told of it last. `begun` is when the job began,
/// and `told` when this was told, both by the worker's clock; slices count from `begun`.
///
/// @param traced present and true: the worker sends the slices to a collector of traces itself
public record JobTimes(Instant begun, Instant told, List<Slice> slices, Optional<Boolean> traced) {
  public JobTimes {
    slices = List.copyOf(slices);
  }

  /// Nobody sent them anywhere.
  public JobTimes(Instant begun, Instant told, List<Slice> slices) {
    this(begun, told, slices, Optional.empty());
  }

  public JobTimes asTraced() {
    return new JobTimes(begun, told, slices, Optional.of(true));
  }
}
