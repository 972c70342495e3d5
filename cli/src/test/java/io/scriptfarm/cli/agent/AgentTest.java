package io.scriptfarm.cli.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.cli.Cli;
import io.scriptfarm.cli.Launcher;
import io.scriptfarm.contract.Diagnostic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AgentTest extends AgentCase {
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
}
