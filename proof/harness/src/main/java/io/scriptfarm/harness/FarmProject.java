package io.scriptfarm.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A project on disk, built on a farm as `farm build` does it, but into nowhere: what the farm
/// would have written is compared, not written. The authors' client does it, in a process that
/// stays (`resident-client.mjs`). Blocks; one build at a time.
public final class FarmProject implements AutoCloseable {
  private final NodeProcess client;

  /// A build; `scripts` in all, of which `compiled` were not known.
  public record Farmed(BuildResult result, int scripts, int compiled) {
    static Farmed of(JsonNode answer) {
      return new Farmed(
          BuildResult.of(answer), answer.path("scripts").asInt(), answer.path("compiled").asInt());
    }
  }

  /// @param project where `farm build -p CONFIG` would be run
  /// @param memory the folder for what the client remembers
  /// @param exact as with `--exact-diagnostics`
  public FarmProject(URI gateway, Path project, String config, Path memory, boolean exact) {
    client =
        new NodeProcess(
            "proof/harness/src/main/node/resident-client.mjs",
            List.of(project.toString(), config, exact ? "exact" : ""),
            Map.of("FARM_URL", gateway.toString(), "FARM_HOME", memory.toString()));
  }

  /// @throws AssertionError when no farm answers
  public Farmed build() {
    return Farmed.of(client.ask(Map.of("do", "build")));
  }

  @Override
  public void close() {
    client.close();
  }
}
