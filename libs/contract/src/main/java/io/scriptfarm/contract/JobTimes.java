package io.scriptfarm.contract;

import java.time.Instant;
import java.util.List;

/// Where the time of a job went since its worker told of it last. `begun` is when the job began,
/// and `told` when this was told, both by the worker's clock; slices count from `begun`.
public record JobTimes(Instant begun, Instant told, List<Slice> slices) {
  public JobTimes {
    slices = List.copyOf(slices);
  }
}
