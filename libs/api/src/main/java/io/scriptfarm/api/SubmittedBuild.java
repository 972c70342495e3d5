package io.scriptfarm.api;

/// A build that the farm took on.
///
/// @param events the address of its events, relative to the gateway
/// @param cache where its blobs come from and go to
public record SubmittedBuild(String id, String events, String cache) {}
