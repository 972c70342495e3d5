package io.scriptfarm.contract;

import java.time.Instant;
import java.util.Optional;

/// A build as all gateways of a farm know it, so that another one can go on with it.
///
/// @param request the JSON of what was asked for, as the REST API takes it
/// @param number one for each build of the farm, higher for those that came later
/// @param traceParent the trace that it is a part of, as a {@link TraceParent#header}
public record BuildRecord(
    String id,
    String tenant,
    String request,
    Instant started,
    long number,
    Optional<String> traceParent) {
  /// Of no trace.
  public BuildRecord(String id, String tenant, String request, Instant started, long number) {
    this(id, tenant, request, started, number, Optional.empty());
  }
}
