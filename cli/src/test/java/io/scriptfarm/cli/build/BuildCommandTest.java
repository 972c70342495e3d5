package io.scriptfarm.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Cli;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.testkit.FakeFarm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCommandTest {
  @TempDir Path folder;
  private final FakeFarm farm = new FakeFarm();
  private Path project;
  private Cli cli;

  @BeforeEach
  void createProject() throws IOException {
    project = Files.createDirectories(folder.toRealPath().resolve("game"));
    Files.createDirectories(project.resolve("src"));
    Files.createDirectories(project.resolve("node_modules/typed/lib"));
    Files.writeString(
        project.resolve("tsconfig.json"),
        "{\"compilerOptions\":{\"outDir\":\"out\",\"types\":[\"typed\"]}}");
    Files.writeString(project.resolve("src/main.ts"), "main");
    Files.writeString(project.resolve("src/other.ts"), "other");
    Files.writeString(project.resolve("node_modules/typed/package.json"), "{}");
    Files.writeString(project.resolve("node_modules/typed/index.d.ts"), "typings");
    Files.writeString(project.resolve("node_modules/typed/lib/plugin.js"), "script");
    cli = cli(folder.toRealPath(), farm.uri());
  }

  Cli cli(Path current, URI gateway) {
    return new Cli(current, gateway);
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  private OutputFile output(String path, String content) {
    Blob blob = Blob.ofUtf8(content);
    farm.put(blob);
    return new OutputFile(
        path, Optional.empty(), blob.digest(), blob.size(), Optional.empty(), true);
  }

  private static Diagnostic error() {
    return new Diagnostic(
        Diagnostic.Category.ERROR,
        2322,
        Optional.empty(),
        Optional.of(new Diagnostic.Location("src/main.ts", 0, 4, 1, 1)),
        "wrong");
  }

  @Test
  void firstBuildUploadsWhatIsLikelyNeededInOneGoAndWritesTheOutputs() throws IOException {
    JsonNode report = cli.json(0, "build", "game");

    assertEquals("-- main", Files.readString(project.resolve("out/main.lua")));
    assertEquals("-- other", Files.readString(project.resolve("out/other.lua")));
    assertEquals(2, report.path("scripts").asInt());
    assertEquals(2, report.path("compiled").asInt());
    assertEquals(0, report.path("cached").asInt());
    assertEquals(0, report.path("failed").asInt());
    assertEquals(0, report.path("diagnostics").asInt());
    assertEquals(2, report.path("outputs").asInt());
    assertEquals(2, report.path("written").asInt());
    assertEquals(
        6, report.path("uploaded").asInt(), "five files and the snapshot, no script of a package");
    assertEquals("build-1", report.path("build").asText());
    assertTrue(report.path("seconds").isNumber());
    assertEquals(
        List.of(
            "GET /api/farm",
            "POST /blobs/missing",
            "POST /blobs",
            "POST /api/builds",
            "GET /api/builds/ID/events",
            "POST /blobs/read"),
        farm.requests);
    assertFalse(farm.received.contains(Digest.ofUtf8("script")));
    assertEquals(
        "a fake has none", report.path("bytecode").path("lua53").path("unavailable").asText());
  }

  @Test
  void secondBuildOfAnUnchangedProjectUploadsAndWritesNothing() {
    JsonNode first = cli.json(0, "build", "game");
    farm.requests.clear();

    JsonNode second = cli.json(0, "build", "game");

    assertEquals(first.path("snapshot"), second.path("snapshot"), "outputs are no part of it");
    assertEquals(0, second.path("compiled").asInt());
    assertEquals(2, second.path("cached").asInt());
    assertEquals(0, second.path("written").asInt());
    assertEquals(List.of("POST /api/builds", "GET /api/builds/ID/events"), farm.requests);
  }

  @Test
  void anEditUploadsTheChangedFileOnlyAndRewritesItsOutputOnly() throws IOException {
    cli.json(0, "build", "game");
    farm.received.clear();
    Files.writeString(project.resolve("src/main.ts"), "edited");

    JsonNode report = cli.json(0, "build", "game");

    assertEquals("-- edited", Files.readString(project.resolve("out/main.lua")));
    assertEquals(1, report.path("compiled").asInt());
    assertEquals(1, report.path("written").asInt());
    assertEquals(
        Set.of(Digest.ofUtf8("edited"), new Digest(report.path("snapshot").asText())),
        farm.received);
    assertEquals(0, farm.count("POST /blobs/missing") - 1, "asked only at the first build");
  }

  @Test
  void contentsThatTheFarmAsksForAreUploadedAndTheBuildIsSubmittedAgain() {
    farm.alsoReads = "plugin.js";

    JsonNode report = cli.json(0, "build", "game");

    assertEquals("build-2", report.path("build").asText());
    assertTrue(farm.received.contains(Digest.ofUtf8("script")));
  }

  @Test
  void aClearedCacheIsFilledAgain() {
    cli.json(0, "build", "game");
    farm.forgetBlobs();

    JsonNode report = cli.json(0, "build", "game");

    assertEquals(2, report.path("scripts").asInt());
    assertEquals(2, farm.count("POST /blobs/missing"), "all that is likely needed, in one round");
  }

  @Test
  void whatARoundBeforeCompiledIsNotCalledCached() {
    farm.lacksLate.set(1);

    JsonNode report = cli.json(0, "build", "game");

    assertEquals("build-2", report.path("build").asText());
    assertEquals(2, report.path("compiled").asInt());
    assertEquals(0, report.path("cached").asInt());
  }

  @Test
  void aFarmThatAsksForeverIsGivenUp() throws IOException {
    farm.conclusion = Optional.of(new BuildEvent.ContentMissing(Set.of(Digest.ofUtf8("main"))));

    JsonNode report = cli.json(3, "build", "game");

    assertTrue(report.path("error").asText().contains("does not keep what it is sent"));
  }

  @Test
  void aFarmThatAsksForWhatIsNoPartOfTheProjectIsRefused() {
    farm.conclusion =
        Optional.of(new BuildEvent.ContentMissing(Set.of(Digest.ofUtf8("/etc/passwd"))));

    JsonNode report = cli.json(3, "build", "game");

    assertTrue(report.path("error").asText().contains("which is no file of the project"));
  }

  @Test
  @DisplayName("R43 a lost connection is taken up where it was cut off")
  void resumesTheEventStream() {
    farm.cutStreamsAfter = 2;

    JsonNode report = cli.json(0, "build", "game");

    assertEquals(2, report.path("outputs").asInt());
    assertTrue(farm.cuts.get() >= 2);
    assertEquals(1, farm.count("POST /api/builds"));
  }

  @Test
  @DisplayName("R43 a gateway that restarted and forgot the build gets it again")
  void submitsAgain() {
    farm.forgets.set(1);

    JsonNode report = cli.json(0, "build", "game");

    assertEquals("build-2", report.path("build").asText());
    assertEquals(2, report.path("outputs").asInt());
  }

  @Test
  void aDamagedBlobIsFetchedAgain() throws IOException {
    farm.damagedReads.set(1);

    cli.json(0, "build", "game");

    assertEquals("-- other", Files.readString(project.resolve("out/other.lua")));
    assertEquals(2, farm.count("POST /blobs/read"));
  }

  @Test
  @DisplayName("R43 outputs that the store lost before they were fetched are built again")
  void outputsThatAreLostAreBuiltAgain() throws IOException {
    farm.emptyReads.set(1);

    JsonNode report = cli.json(0, "build", "game");

    assertEquals("build-2", report.path("build").asText());
    assertEquals("-- other", Files.readString(project.resolve("out/other.lua")));
  }

  @Test
  @DisplayName("R43 a store that loses outputs again and again is told")
  void aStoreThatLosesOutputsIsTold() {
    farm.emptyReads.set(Integer.MAX_VALUE);

    Cli.Result result = cli.run("build", "game");

    assertEquals(3, result.code());
    assertTrue(result.err().contains("loses what is built before it can be fetched (2 outputs)"));
  }

  @Test
  @DisplayName("R43 a build that its gateway interrupts is submitted again")
  void submitsAgainWhatWasInterrupted() {
    farm.conclusion = Optional.of(new BuildEvent.Interrupted());

    assertEquals(3, cli.run("build", "game").code(), "it has no end");
    assertEquals(21, farm.count("POST /api/builds"));
  }

  @Test
  void diagnosticsGoToStdoutAndTheExitCodeIsThatOfTstl() {
    farm.diagnostics = List.of(error());

    Cli.Result result = cli.run("build", "game");

    assertEquals(2, result.code());
    assertEquals("game/src/main.ts(1,1): error TS2322: wrong\n", result.out());
    assertTrue(result.err().contains("1 error"), result.err());
    assertTrue(Files.exists(project.resolve("out/main.lua")), "written in spite of errors");
  }

  @Test
  void noEmitOnErrorWritesNothing() {
    farm.diagnostics = List.of(error());
    farm.emitSkipped = true;

    JsonNode report = cli.json(1, "build", "game");

    assertEquals(1, report.path("errors").asInt());
    assertFalse(Files.exists(project.resolve("out")));
  }

  @Test
  void withJsonTheHumanOutputGoesToStderr() {
    farm.diagnostics = List.of(error());

    Cli.Result result = cli.run("build", "game", "--json");

    assertEquals(1, result.out().lines().count());
    assertTrue(result.err().contains("error TS2322"));
  }

  @Test
  void anAbortedBuildTellsTheReason() {
    farm.conclusion =
        Optional.of(new BuildEvent.Aborted(CompileOutcome.Blame.RESOURCES, "out of memory"));

    Cli.Result result = cli.run("build", "game");

    assertEquals(3, result.code());
    assertTrue(result.err().contains("out of memory"));
  }

  @Test
  @DisplayName("R11 without a farm the message says how to start one and how to do without")
  void noFarm() {
    farm.close();

    Cli.Result result = cli.run("build", "game");

    assertEquals(3, result.code());
    assertTrue(result.err().contains("./farm up"), result.err());
    assertTrue(result.err().contains("--local"), result.err());
  }

  @Test
  void outputsThatLeaveTheProjectAreRefused() throws IOException {
    Path outside = Files.createDirectories(folder.toRealPath().resolve("outside"));
    Files.createSymbolicLink(project.resolve("linked"), outside);
    for (String path :
        List.of("../stolen.lua", "/etc/stolen.lua", "a/../../stolen.lua", "a//b.lua", "..")) {
      farm.moreOutputs = List.of(output(path, "bad"));

      Cli.Result result = cli.run("build", "game");

      assertEquals(3, result.code(), path);
      assertTrue(result.err().contains("refused to write the output " + path), result.err());
      assertFalse(Files.exists(project.resolve("out")), "nothing is written");
    }
  }

  @Test
  void outputsGoOutsideWhereTheTsconfigSendsThem() throws IOException {
    Files.writeString(
        project.resolve("tsconfig.json"), "{\"compilerOptions\":{\"outDir\":\"../mod\"}} // there");
    farm.outDir = "../mod";

    cli.json(0, "build", "game");

    assertEquals("-- main", Files.readString(folder.resolve("mod/main.lua")));
  }

  @Test
  void aLinkedOutputFolderIsWrittenThroughButNotALinkBelowIt() throws IOException {
    Path elsewhere = Files.createDirectories(folder.toRealPath().resolve("elsewhere"));
    Path secret = Files.createDirectories(folder.toRealPath().resolve("secret"));
    Files.createSymbolicLink(project.resolve("out"), elsewhere);

    cli.json(0, "build", "game");
    assertEquals("-- main", Files.readString(elsewhere.resolve("main.lua")));

    // An empty folder: the snapshot is not taken through a link to it that dangles.
    Files.createSymbolicLink(elsewhere.resolve("deep"), secret.resolve("gone"));
    farm.moreOutputs = List.of(output("out/deep/x.lua", "bad"));
    assertEquals(3, cli.run("build", "game").code());
  }

  @Test
  void aSourceThatIsItsOwnOutputStaysPartOfTheProject() throws IOException {
    Files.writeString(project.resolve("src/lib.lua"), "return {}");
    farm.moreOutputs = List.of(output("src/lib.lua", "return {}"));

    JsonNode first = cli.json(0, "build", "game");
    JsonNode second = cli.json(0, "build", "game");

    assertEquals(first.path("snapshot"), second.path("snapshot"));
    assertEquals(first.path("files"), second.path("files"));
  }

  @Test
  void aFileThatTheFarmCannotTakeIsNamed() throws IOException {
    try (var huge =
        java.nio.channels.FileChannel.open(
            project.resolve("src/huge.ts"),
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      huge.write(java.nio.ByteBuffer.wrap(new byte[] {'x'}), 64L * 1024 * 1024);
    }

    Cli.Result result = cli.run("build", "game");

    assertEquals(3, result.code());
    assertTrue(result.err().contains("src/huge.ts has 67,108,865 bytes"), result.err());
  }

  @Test
  void missingTsconfigsAreToldAsTstlTells() throws IOException {
    Files.createDirectories(folder.resolve("empty"));

    assertTrue(
        cli.run("build", "empty")
            .err()
            .startsWith(
                "error TS5057: Cannot find a tsconfig.json file at the specified directory: 'empty'."));
    assertTrue(
        cli.run("build", "nowhere")
            .err()
            .startsWith("error TS5058: The specified path does not exist: 'nowhere'."));
    assertEquals(1, cli.run("build", "nowhere").code());
  }

  @Test
  void wrongUseHasItsOwnExitCode() {
    assertEquals(64, cli.run("build", "--nonsense").code());
    assertEquals(64, cli.run("up", "--workers", "0").code());
  }
}
