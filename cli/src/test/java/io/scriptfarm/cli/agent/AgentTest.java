package io.scriptfarm.cli.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Cli;
import io.scriptfarm.cli.Launcher;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.testkit.FakeFarm;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One launcher and, where nothing else is said, one agent for all tests: JVMs take time to start.
class AgentTest {
  @TempDir static Path shared;
  private static Launcher launcher;

  @TempDir Path temporary;
  private final FakeFarm farm = new FakeFarm();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Path folder;
  private Path project;
  private long processesBefore;

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

  private Path project(String name) throws IOException {
    Path created = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(created.resolve("src"));
    Files.writeString(
        created.resolve("tsconfig.json"), "{\"compilerOptions\":{\"outDir\":\"out\"}}");
    Files.writeString(created.resolve("src/main.ts"), "main of " + name);
    return created;
  }

  private ProcessBuilder farm(String... arguments) {
    return launcher.command(folder, farm.uri(), arguments);
  }

  private Cli.Result build(String name) {
    return Launcher.run(farm("build", name));
  }

  /// Builds until an agent does it.
  private ProcessHandle startAgent() {
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

  private void stopTheAgent() throws IOException {
    launcher.close();
    processesBefore = launcher.processes();
  }

  /// How many commands ran in a process of their own since the agent was there.
  private long processes() {
    return launcher.processes() - processesBefore;
  }

  private static String withoutTimes(String text) {
    return text.replaceAll("[0-9]+\\.[0-9]+ s", "TIME")
        .replaceAll("build-[0-9]+", "ID")
        .replaceAll("\"timings\":\\{[^}]*\\}|\"seconds\":[0-9.]+|\"hashed\":[0-9]+", "TIME");
  }

  @Test
  void theFirstBuildStartsTheAgentThatDoesTheNextOnes() throws IOException {
    stopTheAgent();
    assertEquals(0, build("game").code());
    assertEquals(1, processes());
    launcher.awaitAgent();
    Files.writeString(project.resolve("src/main.ts"), "edited");

    assertEquals(0, build("game").code());
    assertEquals(0, Launcher.run(farm("status")).code());

    assertEquals("-- edited", Files.readString(project.resolve("out/main.lua")));
    assertEquals(1, processes(), "no other process was needed");
  }

  @Test
  void withoutAnAgentEveryBuildIsAProcess() throws IOException {
    stopTheAgent();
    for (int i = 0; i < 2; i++) {
      ProcessBuilder command = farm("build", "game");
      command.environment().put("FARM_AGENT", "0");
      assertEquals(0, Launcher.run(command).code());
    }

    assertEquals(2, processes());
    assertTrue(launcher.agentProcess().isEmpty());
  }

  /// The same command by the agent and by a process of its own; 10,000 diagnostics are over 500 KB.
  @Test
  void outputsAreThoseOfAProcessByteForByte() throws IOException {
    List<Diagnostic> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      many.add(diagnostic(i, "no. " + i + " of many, ümläut, \t tab,\n  second line"));
    }
    List<Diagnostic> few = List.of(diagnostic(1, "nul \0, escape \u001B[0m, \\n, -e %s\r"));
    startAgent();
    for (String option : List.of("--lane=bulk", "--json", "--nonsense")) {
      for (List<Diagnostic> diagnostics : List.of(many, few)) {
        farm.diagnostics = diagnostics;
        ProcessBuilder direct = farm("build", "game", option);
        direct.environment().put("FARM_AGENT", "0");
        Cli.Result expected = Launcher.run(direct);
        processesBefore = launcher.processes();

        Cli.Result result = Launcher.run(farm("build", "game", option));

        assertEquals(0, processes(), "the agent did it");
        assertEquals(expected.code(), result.code(), option);
        assertEquals(withoutTimes(expected.out()), withoutTimes(result.out()), option);
        assertEquals(withoutTimes(expected.err()), withoutTimes(result.err()), option);
      }
    }
  }

  private static Diagnostic diagnostic(int line, String message) {
    return new Diagnostic(
        Diagnostic.Category.ERROR,
        2322,
        Optional.empty(),
        Optional.of(new Diagnostic.Location("src/main.ts", 0, 4, line, 1)),
        message);
  }

  @Test
  void argumentsMayHoldWhateverNamesHold() throws IOException {
    startAgent();
    String name = "a b\nc\\ \"ü\" $(x) 'y'";
    Path odd = project(name);

    assertEquals(0, build(name).code());

    assertTrue(Files.exists(odd.resolve("out/main.lua")));
    assertEquals(0, processes());
  }

  /// Ten edits of equal size, each built as soon as it is written.
  @Test
  void editsWithinATickOfTheClockAreSeen() throws IOException {
    startAgent();
    for (int i = 0; i < 10; i++) {
      Files.writeString(project.resolve("src/main.ts"), "edit " + i);
      assertEquals(0, build("game").code());
      assertEquals("-- edit " + i, Files.readString(project.resolve("out/main.lua")));
    }
    assertEquals(0, processes());
  }

  @Test
  void outputsThatSomebodyChangedAreWrittenAgain() throws IOException {
    startAgent();
    Path output = project.resolve("out/main.lua");
    for (String other : List.of("-- MAIN of game", "shorter")) {
      Files.writeString(output, other);
      assertEquals(0, build("game").code());
      assertEquals("-- main of game", Files.readString(output));
    }
    Files.delete(output);
    assertEquals(0, build("game").code());
    assertEquals("-- main of game", Files.readString(output));
  }

  @Test
  void contentsThatTheFarmLostAreSentAgain() throws IOException {
    startAgent();
    assertEquals(0, build("game").code());
    farm.forgetBlobs();
    Path other = project("other");
    Files.writeString(other.resolve("src/main.ts"), "main of game");

    assertEquals(0, build("other").code());
    assertEquals(0, build("game").code());

    assertEquals(0, processes());
  }

  @Test
  void aCacheThatMovedIsFoundAgain() throws IOException {
    startAgent();
    for (String edit : List.of("one", "two")) {
      Files.writeString(project.resolve("src/main.ts"), edit);
      assertEquals(0, build("game").code());
      farm.moveCache();
    }
    assertEquals("-- two", Files.readString(project.resolve("out/main.lua")));
    assertEquals(0, processes());
  }

  @Test
  void whoDoesNotKnowTheSecretGetsNoAnswer() throws IOException {
    startAgent();
    List<String> fields = launcher.agent().orElseThrow();
    for (String secret : List.of("", fields.get(2), fields.get(1).substring(1))) {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(fields.get(0)))) {
        String request = secret + "\0/\0/\0" + "1\0--help\0\0" + "0022\0";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        assertArrayEquals(new byte[0], socket.getInputStream().readAllBytes());
      }
    }
    try (var files = Files.list(launcher.home.resolve("run"))) {
      Path file =
          files.filter(f -> f.toString().matches(".*agent-[0-9]+")).findFirst().orElseThrow();
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

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
  void filesGetTheUmaskOfWhoBuilds() throws Exception {
    startAgent();
    Files.writeString(project.resolve("src/main.ts"), "edited");
    ProcessBuilder command = farm("build", "game");
    List<String> strict = new ArrayList<>(List.of("sh", "-c", "umask 077; exec \"$@\"", "sh"));
    strict.addAll(command.command());

    assertEquals(0, Launcher.run(command.command(strict)).code());

    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(project.resolve("out/main.lua"))));
  }

  @Test
  void buildsRunAtOnce() throws Exception {
    startAgent();
    project("second");
    project("third");
    farm.maySubmit.acquire();
    long submitted = farm.count("POST /api/builds");
    List<CompletableFuture<Cli.Result>> builds =
        List.of("game", "second", "third", "game").stream()
            .map(name -> CompletableFuture.supplyAsync(() -> build(name), threads))
            .toList();
    Launcher.await(() -> farm.count("POST /api/builds") == submitted + 4, "four builds at once");
    farm.maySubmit.release();

    for (CompletableFuture<Cli.Result> build : builds) {
      assertEquals(0, build.get(60, TimeUnit.SECONDS).code());
    }
    assertEquals("-- main of third", Files.readString(folder.resolve("third/out/main.lua")));
    assertEquals(0, processes());
  }

  /// `farm build | head -1`: the build goes on, and its exit code is what it was.
  @Test
  void aReaderOfTheOutputMayLeave() throws IOException {
    startAgent();
    List<Diagnostic> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(diagnostic(i, "no. " + i));
    }
    for (List<Diagnostic> diagnostics : List.of(many, List.of(diagnostic(1, "one")))) {
      farm.diagnostics = diagnostics;
      ProcessBuilder command = farm("build", "game");
      List<String> piped =
          new ArrayList<>(
              List.of("bash", "-c", "\"$@\" 2>/dev/null | true; exit ${PIPESTATUS[0]}", "bash"));
      piped.addAll(command.command());

      assertEquals(2, Launcher.run(command.command(piped)).code());
    }
    assertEquals(0, processes());
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
