package io.scriptfarm.cli.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Cli;
import io.scriptfarm.cli.Launcher;
import io.scriptfarm.contract.wire.Json;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// How an agent is replaced and how it ends.
class AgentLifeTest extends AgentCase {
  /// A gateway that takes a build and says nothing, and looks whether the client stays.
  @Test
  void aLauncherThatIsKilledTakesItsBuildWithIt() throws Exception {
    ProcessHandle agent = startAgent();
    try (ServerSocket gateway = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + gateway.getLocalPort());
      Process command =
          launcher
              .command(folder, address, "build", "game")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (Socket connection = gateway.accept()) {
        InputStream in = connection.getInputStream();
        assertEquals('G', in.read(), "GET /api/farm");

        command.destroyForcibly().waitFor();

        connection.setSoTimeout(20_000); // sooner than the client itself would give up
        while (in.read() >= 0) {
          assertTrue(agent.isAlive());
        }
      }
    }
    assertEquals(0, build("game").code());
    assertEquals(0, processes(), "the agent lives on");
  }

  @Test
  void anAgentThatDiesMidwayFailsNoBuild() throws Exception {
    ProcessHandle agent = startAgent();
    Files.writeString(project.resolve("src/main.ts"), "edited");
    farm.maySubmit.acquire();
    long submitted = farm.count("POST /api/builds");
    CompletableFuture<Cli.Result> build =
        CompletableFuture.supplyAsync(() -> build("game"), threads);
    Launcher.await(() -> farm.count("POST /api/builds") > submitted, "a build");

    agent.destroyForcibly();
    agent.onExit().get(30, TimeUnit.SECONDS);
    farm.maySubmit.release();

    assertEquals(0, build.get(60, TimeUnit.SECONDS).code());
    assertEquals("-- edited", Files.readString(project.resolve("out/main.lua")));
    assertEquals(1, processes());
    assertNotEquals(agent.pid(), launcher.awaitAgent().pid(), "another one was started");
  }

  @Test
  void anAgentThatIsStuckFailsNoBuildAndIsReplaced() throws Exception {
    ProcessHandle agent = startAgent();
    new ProcessBuilder("kill", "-STOP", Long.toString(agent.pid())).start().waitFor();

    assertEquals(0, build("game").code());

    agent.onExit().get(60, TimeUnit.SECONDS);
    assertNotEquals(agent.pid(), launcher.awaitAgent().pid());
  }

  @Test
  void anAgentOfAnOlderBuildIsReplaced() throws Exception {
    ProcessHandle agent = startAgent();
    launcher.build();

    assertEquals(0, build("game").code());

    assertEquals(1, processes());
    agent.onExit().get(60, TimeUnit.SECONDS);
    assertNotEquals(agent.pid(), launcher.awaitAgent().pid());
    assertEquals(0, build("game").code());
    assertEquals(1, processes());
  }

  @Test
  void endsWhenNobodyAsksForAWhile() throws Exception {
    stopTheAgent();
    ProcessBuilder command = farm("build", "game");
    command.environment().put("FARM_AGENT_IDLE", "PT3S");
    assertEquals(0, Launcher.run(command).code());

    ProcessHandle agent = launcher.awaitAgent();
    agent.onExit().get(60, TimeUnit.SECONDS);
    assertTrue(launcher.agent().isEmpty(), "it leaves nothing behind");
  }

  @Test
  void downEndsIt() throws Exception {
    ProcessHandle agent = startAgent();

    assertEquals(0, Launcher.run(farm("down")).code());

    agent.onExit().get(60, TimeUnit.SECONDS);
    try (var files = Files.list(launcher.home.resolve("run"))) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".pid")));
    }
  }

  @Test
  void whatIsBuiltAnewIsNotLeftToTheAgent() throws Exception {
    startAgent();
    ProcessBuilder command = farm("build", "game", "--json");
    command.environment().remove("FARM_NO_BUILD");
    Path target = Files.createDirectories(shared.toRealPath().resolve("repository/target"));
    Files.writeString(target.resolve(".farm-build"), "");
    JsonNode report = Json.read(Launcher.run(command).out(), JsonNode.class);
    assertEquals(0, report.path("exitCode").asInt());
    assertEquals(0, processes(), "nothing is newer than the build");

    // A source that is newer than what was built, and nothing on the PATH to build it with.
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : List.of("bash", "env", "find", "head", "dirname", "sed")) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool).toRealPath());
    }
    Path source =
        Files.createDirectories(shared.toRealPath().resolve("repository/cli/src"))
            .resolve("New.java");
    Files.writeString(source, "");
    Files.setLastModifiedTime(
        source,
        java.nio.file.attribute.FileTime.fromMillis(
            Files.getLastModifiedTime(target.resolve(".farm-build")).toMillis() + 1000));
    command.environment().put("PATH", bin.toString());
    Cli.Result result = Launcher.run(command);

    assertEquals(3, result.code());
    assertTrue(result.err().contains("building Scriptfarm needs mvn"), result.err());
  }
}
