package io.scriptfarm.cli.generation;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which workspace a command is about.
public final class WorkspaceOption {
  private static final String FILE = "scriptfarm.json";

  @Option(
      names = "--workspace",
      paramLabel = "WORKSPACE",
      description = "Default: what scriptfarm.json in the current folder says.")
  private @Nullable String name;

  /// @throws IllegalArgumentException when nobody says it, or what is said is no name
  public WorkspaceName find(Settings settings) {
    String said = name != null ? name : ofFile(settings.current().resolve(FILE));
    return new WorkspaceName(said);
  }

  private static String ofFile(Path file) {
    try {
      String said = Json.read(Files.readString(file), JsonNode.class).path("workspace").asText();
      if (!said.isEmpty()) {
        return said;
      }
    } catch (IOException | MalformedException e) {
      // as if it said nothing
    }
    throw new IllegalArgumentException(
        "which workspace? --workspace names it, or `workspace` in " + file);
  }
}
