package io.scriptfarm.cli.build;

import io.scriptfarm.cli.snapshot.ProjectMemories;
import io.scriptfarm.cli.snapshot.ProjectMemory;
import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.client.FarmClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What the commands of one process share: the connections to farms, and what is known of projects.
/// Safe for concurrent use.
public final class Session implements AutoCloseable {
  private final ProjectMemories memories = new ProjectMemories();
  private final Map<FarmAddress, FarmClient> farms = new HashMap<>();

  /// The farm at this address. It belongs to the session, which closes it.
  public FarmClient farm(FarmAddress address) {
    synchronized (farms) {
      return farms.computeIfAbsent(address, FarmClient::new);
    }
  }

  /// What `file` remembers of a project.
  ProjectMemory memory(Path file) {
    return memories.read(file);
  }

  void remember(Path file, ProjectMemory memory) throws IOException {
    memories.write(file, memory);
  }

  /// Ends the connections; the next command makes new ones.
  @Override
  public void close() {
    synchronized (farms) {
      farms.values().forEach(FarmClient::close);
      farms.clear();
    }
  }
}
