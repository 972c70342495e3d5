package io.scriptfarm.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.cli.Cli;
import io.scriptfarm.cli.Launcher;
import io.scriptfarm.testkit.FakeFarm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// What holds for `farm build` holds with an agent, too, one for all builds.
class BuildByAgentTest extends BuildCommandTest {
  @TempDir static Path shared;
  private static Launcher launcher;
  private static long processes;

  @BeforeAll
  static void startAgent() throws IOException {
    launcher = new Launcher(shared);
    Path project = Files.createDirectories(shared.resolve("first/src")).getParent();
    Files.writeString(project.resolve("tsconfig.json"), "{}");
    try (FakeFarm farm = new FakeFarm()) {
      launcher.cli(project, farm.uri()).run("build");
    }
    launcher.awaitAgent();
    processes = launcher.processes();
  }

  @AfterAll
  static void stopAgent() throws IOException {
    // One command of the test of wrong use is not the agent's.
    assertEquals(processes + 1, launcher.processes(), "the agent ran the builds");
    launcher.close();
  }

  @Override
  Cli cli(Path current, URI gateway) {
    return launcher.cli(current, gateway);
  }
}
