package io.scriptfarm.publication;

import java.time.Instant;

/// What a game server says of itself.
///
/// @param server its name
/// @param generation what it runs
public record ServerReport(WorkspaceName workspace, String server, long generation, Instant at) {}
