package io.scriptfarm.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A generation in a list.
///
/// @param scripts how many files it has
/// @param rollbackOf the earlier generation that it repeats
/// @param tags the names that it was given
/// @param servers the game servers that say that they run it
public record GenerationSummary(
    long generation,
    Instant created,
    int scripts,
    Optional<Long> rollbackOf,
    List<String> tags,
    List<String> servers) {
  public GenerationSummary {
    tags = List.copyOf(tags);
    servers = List.copyOf(servers);
  }
}
