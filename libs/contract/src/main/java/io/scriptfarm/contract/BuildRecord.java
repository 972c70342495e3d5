package io.scriptfarm.contract;

import java.time.Instant;

/// A build as all gateways of a farm know it, so that another one can go on with it.
///
/// @param request the JSON of what was asked for, as the REST API takes it
/// @param number one for each build of the farm, higher for those that came later
public record BuildRecord(String id, String tenant, String request, Instant started, long number) {}
