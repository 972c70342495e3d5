package io.scriptfarm.cli.build;

import java.util.Optional;
import picocli.CommandLine.Option;

/// Whether what is built becomes a generation, and of which workspace.
final class PublishOptions {
  @Option(
      names = "--publish",
      description = "Publish it as a generation, when it has no errors: servers get it at once.")
  private boolean publish;

  @Option(
      names = "--workspace",
      paramLabel = "WORKSPACE",
      description = "With --publish: its name. Default: what the project's scriptfarm.json says.")
  private String workspace = "";

  /// Absent where nobody asks for a generation; empty where the project names the workspace.
  Optional<String> workspace() {
    return publish ? Optional.of(workspace) : Optional.empty();
  }
}
