package io.scriptfarm.cli.build;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.cli.Cli;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.testkit.FakeFarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R43 a build that can only wait")
class WaitingBuildTest {
  private static final String NO_WORKER = "waiting for a compile worker: none runs";

  @TempDir Path folder;

  @Test
  @DisplayName("says for what")
  void saysForWhat() throws IOException {
    Path project = folder.toRealPath();
    Files.writeString(project.resolve("tsconfig.json"), "{\"files\":[\"main.ts\"]}");
    Files.writeString(project.resolve("main.ts"), "main");
    try (FakeFarm farm = new FakeFarm()) {
      farm.waitsFor = Optional.of(NO_WORKER);
      farm.conclusion =
          Optional.of(new BuildEvent.Aborted(CompileOutcome.Blame.RESOURCES, "nothing happened"));

      Cli.Result result = new Cli(project, farm.uri()).run("build", ".");

      assertTrue(result.err().lines().anyMatch(NO_WORKER::equals), result.err());
    }
  }
}
