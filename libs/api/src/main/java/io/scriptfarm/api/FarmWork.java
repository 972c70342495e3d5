package io.scriptfarm.api;

/// How much work waits for workers or is with them, for autoscalers.
///
/// @param seconds that one compile slot would take with all of it, as the farm learned what scripts
///     take
/// @param slots how many jobs all workers compile at the same time
public record FarmWork(double seconds, int slots) {}
