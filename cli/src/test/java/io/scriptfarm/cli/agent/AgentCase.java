package io.scriptfarm.cli.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.cli.Cli;
import io.scriptfarm.cli.Launcher;
import io.scriptfarm.testkit.FakeFarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// One launcher and, where nothing else is said, one agent for all tests of a class: JVMs take time
/// to start.
abstract class AgentCase {
  @TempDir static Path shared;
  static Launcher launcher;

  @TempDir Path temporary;
  final FakeFarm farm = new FakeFarm();
  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  Path folder;
  Path project;
  long processesBefore;

  @BeforeAll
  static void createLauncher() throws IOException {
    launcher = new Launcher(shared);
  }

  @AfterAll
  static void stopAgent() throws IOException {
    launcher.close();
  }

  @BeforeEach
  void createProject() throws IOException {
    folder = temporary.toRealPath();
    project = project("game");
    processesBefore = launcher.processes();
  }

  @AfterEach
  void stop() {
    threads.close();
    farm.close();
  }

  Path project(String name) throws IOException {
    Path created = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(created.resolve("src"));
    Files.writeString(
        created.resolve("tsconfig.json"), "{\"compilerOptions\":{\"outDir\":\"out\"}}");
    Files.writeString(created.resolve("src/main.ts"), "main of " + name);
    return created;
  }

  ProcessBuilder farm(String... arguments) {
    return launcher.command(folder, farm.uri(), arguments);
  }

  Cli.Result build(String name) {
    return Launcher.run(farm("build", name));
  }

  /// Builds until an agent does it.
  ProcessHandle startAgent() {
    Launcher.await(
        () -> {
          long before = launcher.processes();
          assertEquals(0, build("game").code());
          return launcher.processes() == before;
        },
        "a build by an agent");
    processesBefore = launcher.processes();
    return launcher.awaitAgent();
  }

  void stopTheAgent() throws IOException {
    launcher.close();
    processesBefore = launcher.processes();
  }

  /// How many commands ran in a process of their own since the agent was there.
  long processes() {
    return launcher.processes() - processesBefore;
  }

  static String withoutTimes(String text) {
    return text.replaceAll("[0-9]+\\.[0-9]+ s", "TIME")
        .replaceAll("build-[0-9]+", "ID")
        .replaceAll("\"timings\":\\{[^}]*\\}|\"seconds\":[0-9.]+|\"hashed\":[0-9]+", "TIME");
  }
}
