package io.scriptfarm.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Cli;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.testkit.FakeFarm;
import io.scriptfarm.toolchain.BundledToolchain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path folder;
  private final FakeFarm farm = new FakeFarm();
  private Path project;
  private Cli cli;

  @BeforeEach
  void createProject() throws IOException {
    project = Files.createDirectories(folder.toRealPath().resolve("work/game"));
    config("", "\"luaTarget\":\"5.4\"");
    file("src/main.ts", "import { n } from \"./other\";\nexport const m = n;\n");
    file("src/other.ts", "export const n = 1;\n");
    cli = new Cli(folder.toRealPath(), farm.uri());
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  private void config(String compilerOptions, String tstl) throws IOException {
    file(
        "tsconfig.json",
        "{\"compilerOptions\":{\"target\":\"esnext\",\"lib\":[\"esnext\"],\"types\":[],\"module\":\"esnext\","
            + "\"moduleResolution\":\"bundler\",\"strict\":true"
            + compilerOptions
            + "},\"include\":[\"src\"],\"tstl\":{"
            + tstl
            + "}}");
  }

  private void file(String path, String text) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /// The one problem that is in the way.
  private static String obstacle(JsonNode report) {
    List<JsonNode> errors =
        report.path("problems").valueStream().filter(p -> p.path("inTheWay").asBoolean()).toList();
    assertEquals(1, errors.size(), report.toString());
    return errors.getFirst().path("what").asText()
        + " → "
        + errors.getFirst().path("next").asText();
  }

  @Test
  void saysWhatTheFarmSees() throws IOException {
    config(",\"outDir\":\"../out\",\"rootDir\":\".\"", "\"luaTarget\":\"5.4\"");

    Cli.Result result = cli.run("doctor", "work/game");

    assertEquals(0, result.code(), result.err());
    List<String> lines = result.out().lines().map(l -> l.replaceAll(" {2,}", " ").strip()).toList();
    for (String line :
        List.of(
            "root " + project,
            "because it is the folder of the tsconfig",
            "from the farm's own pair: node_modules has no typescript-to-lua",
            "luaTarget 5.4",
            "luaLibImport require (default)",
            "outDir ../out",
            "moduleResolution bundler",
            "on strict",
            "scripts 2 scripts",
            "none",
            "the farm would build this project")) {
      assertTrue(lines.contains(line), line + " in\n" + result.out());
    }
    assertFalse(result.out().contains("plugins"), result.out());
  }

  @Test
  void saysWhatTheFarmLacks() throws IOException {
    JsonNode before = cli.json(0, "doctor", "work/game");
    farm.put(Blob.of(Files.readAllBytes(project.resolve("src/main.ts"))));
    JsonNode after = cli.json(0, "doctor", "work/game");

    assertEquals(2, before.path("travels").path("scripts").asInt());
    assertEquals(before.path("farm").path("lacksFiles").asInt(), files(before));
    assertEquals(files(before) - 1, after.path("farm").path("lacksFiles").asInt());
    assertTrue(farm.received.isEmpty(), "it only asks");
  }

  private static int files(JsonNode report) {
    JsonNode travels = report.path("travels");
    return travels.path("scripts").asInt()
        + travels.path("declarations").asInt()
        + travels.path("others").asInt();
  }

  @Test
  @DisplayName("R11 needs no farm")
  void needsNoFarm() {
    farm.close();

    Cli.Result result = cli.run("doctor", "work/game");

    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("no farm answers"), result.out());
  }

  @Test
  void namesThePluginsAndThatTheyTurnTheShardingOff() throws IOException {
    file("plugins/good.js", "require('child_process'); module.exports = {};");
    config("", "\"luaPlugins\":[{\"name\":\"./plugins/good.js\"}]");

    JsonNode report = cli.json(0, "doctor", "work/game");

    assertEquals("plugins/good.js", report.path("plugins").path(0).path("file").asText());
    assertTrue(report.path("allAtOnce").asBoolean());
    JsonNode note = report.path("problems").path(0);
    assertFalse(note.path("inTheWay").asBoolean());
    assertEquals(
        "work/game/plugins/good.js names Node's 'child_process', which plugins do not get on the"
            + " farm",
        note.path("what").asText());
  }

  @Test
  void aPluginThatIsNowhereIsInTheWay() throws IOException {
    config("", "\"luaPlugins\":[{\"name\":\"./plugins/gone.js\"}]");

    String obstacle = obstacle(cli.json(1, "doctor", "work/game"));

    assertTrue(obstacle.startsWith("the plugin ./plugins/gone.js is nowhere"), obstacle);
  }

  @Test
  void aTypeScriptPluginNeedsTsNodeBesideTheCompilersOfTheProject() throws IOException {
    for (String path : BundledToolchain.listing().keySet()) {
      file("node_modules/" + path, BundledToolchain.text(path));
    }
    file("plugins/typed.ts", "export default {};");
    config("", "\"luaPlugins\":[{\"name\":\"./plugins/typed.ts\"}]");

    JsonNode without = cli.json(1, "doctor", "work/game");
    file("node_modules/ts-node/package.json", "{}");
    JsonNode with = cli.json(0, "doctor", "work/game");

    assertTrue(obstacle(without).endsWith("install ts-node, or transpile it to JavaScript"));
    assertEquals("node_modules/typescript-to-lua", with.path("toolchainFolder").asText());
    assertTrue(with.path("toolchainIsBundled").asBoolean());
  }

  @Test
  void anOldCompilerIsInTheWay() throws IOException {
    for (String name : List.of("typescript", "typescript-to-lua")) {
      file(
          "node_modules/" + name + "/package.json",
          "{\"name\":\"" + name + "\",\"version\":\"1.18.0\"}");
    }
    file("node_modules/typescript/lib/typescript.js", "");
    file("node_modules/typescript-to-lua/dist/index.js", "");

    JsonNode report = cli.json(1, "doctor", "work/game");

    String obstacle = obstacle(report);
    assertTrue(obstacle.contains("typescript-to-lua is 1.18.0"), obstacle);
    assertTrue(report.path("toolchain").isMissingNode());
  }

  @Test
  void aCompilerWithoutTypeScriptIsInTheWay() throws IOException {
    file("node_modules/typescript-to-lua/package.json", "{\"version\":\"1.37.0\"}");

    String obstacle = obstacle(cli.json(1, "doctor", "work/game"));

    assertTrue(obstacle.contains("but typescript is not; run npm install"), obstacle);
  }

  @Test
  void packagesThatAreNotInstalledAreNamed() throws IOException {
    file("package.json", "{\"devDependencies\":{\"typescript-to-lua\":\"^1.33.0\"}}");
    file("src/main.ts", "import { a } from \"engine\";\nexport const b = a;\n");

    JsonNode report = cli.json(1, "doctor", "work/game");

    assertEquals(
        "imports that are found nowhere: engine (work/game/src/main.ts) → install what is missing"
            + " (npm ci), or check paths in the tsconfig",
        obstacle(report));
    String note = report.path("problems").path(0).path("what").asText();
    assertTrue(note.contains("package.json asks for typescript-to-lua ^1.33.0"), note);
  }

  @Test
  void modulesThatAreDeclaredAreNotMissed() throws IOException {
    file(
        "src/engine.d.ts",
        "declare module \"engine\" { const a: number; }\ndeclare module \"*.png\";");
    file(
        "src/main.ts",
        "import { a } from \"engine\";\nimport \"./hero.png\";\nexport const b = a;\n");

    cli.json(0, "doctor", "work/game");
  }

  @Test
  void anImportOutsideOfTheRootSaysWhichRootWouldDo() throws IOException {
    file("../shared/units.ts", "export const n = 1;\n");
    file("src/main.ts", "export * from \"../../shared/units\";\n");

    String obstacle = obstacle(cli.json(1, "doctor", "work/game"));

    assertTrue(obstacle.contains("lies outside of the root " + project), obstacle);
    assertTrue(obstacle.endsWith("→ --root work holds both"), obstacle);
    JsonNode report = cli.json(0, "doctor", "work/game", "--root", "work");
    assertEquals("--root says so", report.path("rootReasons").path(0).asText());
  }

  @Test
  void whatTheConfigurationSaysWrongIsInTheWayAndWhatIsIgnoredIsNot() throws IOException {
    config(",\"pretty\":true", "\"luaBundle\":\"b.lua\"");

    JsonNode report = cli.json(1, "doctor", "work/game");

    assertTrue(obstacle(report).contains("luaBundleEntry"), report.toString());
    assertEquals("the farm ignores pretty", report.path("problems").path(1).path("what").asText());
  }

  @Test
  void aFileThatTheFarmCannotTakeIsNamed() throws IOException {
    try (FileChannel huge =
        FileChannel.open(
            project.resolve("src/huge.ts"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      huge.write(ByteBuffer.wrap(new byte[] {'x'}), 64L * 1024 * 1024);
    }

    String obstacle = obstacle(cli.json(1, "doctor", "work/game"));

    assertTrue(obstacle.contains("src/huge.ts has 67,108,865 bytes"), obstacle);
  }

  @Test
  void aProjectThatIsNotThereIsToldAsTstlTells() {
    Cli.Result result = cli.run("doctor", "nowhere");

    assertEquals(1, result.code());
    assertTrue(result.err().startsWith("error TS5058"), result.err());
  }
}
