package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.FarmProcess.Setup;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A farm of one worker, and a plugin with a call that no engine can stop.
@Tag("farm")
@DisplayName("R43 a plugin that cannot be stopped:")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StuckPluginTest {
  private static final Duration LIMIT = Duration.ofSeconds(6);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path FOLDER = Repository.temporary("stuck");

  private FarmProcess farm;

  @BeforeAll
  void start() {
    farm =
        FarmProcess.start(
            Setup.v8()
                .withWorkers(1)
                .with("FARM_WORKER_WHOLE_BUILD_LIMIT", LIMIT.toString())
                .with("FARM_WORKER_DRAIN", "PT2S"));
  }

  @AfterAll
  void stop() {
    farm.close();
  }

  private static Path project(String plugin) {
    try {
      Path project = Files.createTempDirectory(FOLDER, "p");
      String plugins = plugin.isEmpty() ? "" : ", \"luaPlugins\": [{\"name\": \"./plugin.js\"}]";
      Files.writeString(
          project.resolve("tsconfig.json"),
          """
          {"compilerOptions": {"target": "ESNext", "lib": ["ESNext"], "outDir": "out", "types": []},
           "files": ["main.ts"], "tstl": {"luaTarget": "5.4"%s}}
          """
              .formatted(plugins));
      Files.writeString(project.resolve("main.ts"), "export const x = 1;\n");
      Files.writeString(project.resolve("plugin.js"), plugin);
      return project;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path stuck() {
    return project("Array.prototype.indexOf.call({length: 2 ** 53 - 1}, 1);\n");
  }

  /// A build whose plugin runs now, or is about to.
  private Ran.Running startStuck() {
    Set<String> before = farm.builds();
    Ran.Running running = farm.startBuild(stuck());
    farm.newestBuild(before);
    return running;
  }

  @Test
  @DisplayName(
      "its build ends with an error, its worker ends by itself, and the farm stops at once")
  void costsAWorkerAndNothingElse() {
    long worker = farm.pid("worker-1");

    CommandBuild built = CommandBuild.of(startStuck().await(LIMIT.plusSeconds(15)));

    assertEquals(3, built.exit(), built.ran()::toString);
    assertTrue(
        built.error().contains("did not finish within 6 s, and could not be stopped"),
        built.ran()::toString);
    Await.until(
        SOON,
        "the worker has ended",
        () -> farm.pid("worker-1") != worker || !farm.isAlive("worker-1"));

    farm.up();
    CommandBuild good = farm.build(project(""));
    assertEquals(0, good.exit(), () -> good.ran() + farm.logs());

    Ran.Running running = startStuck();
    assertTimeout(Duration.ofSeconds(15), farm::down);
    running.process().descendants().forEach(ProcessHandle::destroy); // it waits for the farm
    running.process().destroy();
    running.await(SOON);
  }
}
