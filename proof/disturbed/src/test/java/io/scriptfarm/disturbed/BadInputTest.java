package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Projects that are not as they should be, built by the command line on a farm of its own, whose
/// workers give up on a compile after a few seconds: what depends on files, on the command line and
/// on what travels. `proof/attacks` has what scripts and configurations say. After each, no process
/// has died; after those that go to the limits, and at the end, a good project builds.
@Tag("farm")
@DisplayName("R43 bad input gets a clear answer:")
class BadInputTest {
  private static final String TSCONFIG =
      """
      {"compilerOptions": {"target": "ESNext", "lib": ["ESNext"], "rootDir": "src", "outDir": "out",
        "types": [], "strict": true}, "include": ["src"], "tstl": {"luaTarget": "5.4"}}
      """;
  private static final String GOOD = "export const g = 1;\n";
  private static final Path FOLDER = Repository.temporary("bad");
  private static final List<String> SERVICES =
      List.of("kafka", "redis", "cache-service", "gateway", "worker-1");

  private static FarmProcess farm;
  private static Map<String, Long> pids;
  private static int goodBuilds;
  private static boolean shaken; // a test went to the limits of the worker

  @BeforeAll
  static void start() {
    farm =
        FarmProcess.start(
            FarmProcess.Setup.v8().withWorkers(1).with("FARM_WORKER_TIME_LIMIT", "PT10S"));
    pids = pids();
  }

  @AfterAll
  static void stop() {
    try {
      buildsSomethingGood();
    } finally {
      farm.close();
    }
  }

  private static Map<String, Long> pids() {
    Map<String, Long> now = new java.util.TreeMap<>();
    SERVICES.forEach(service -> now.put(service, farm.isAlive(service) ? farm.pid(service) : -1));
    return now;
  }

  @AfterEach
  void everythingIsAlive() {
    assertEquals(pids, pids(), farm::logs);
    if (shaken) {
      shaken = false;
      buildsSomethingGood();
    }
  }

  private static void buildsSomethingGood() {
    CommandBuild good =
        farm.build(project(Map.of("good.ts", "export const n = " + ++goodBuilds + ";\n")));
    assertEquals(0, good.exit(), () -> good.ran() + farm.logs());
    assertEquals(1, good.compiled());
  }

  /// A project with these files below `src`.
  private static Path project(Map<String, String> sources) {
    try {
      Path project = Files.createTempDirectory(FOLDER, "p");
      Files.writeString(project.resolve("tsconfig.json"), TSCONFIG);
      Files.createDirectory(project.resolve("src"));
      for (Map.Entry<String, String> source : sources.entrySet()) {
        Path file = project.resolve("src").resolve(source.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, source.getValue());
      }
      return project;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertSays(CommandBuild built, String... words) {
    assertNotEquals(0, built.exit(), built.ran()::toString);
    for (String word : words) {
      assertTrue(built.ran().toString().contains(word), () -> word + " is not in " + built.ran());
    }
    assertFalse(built.ran().err().contains("Exception in thread"), built.ran()::toString);
    assertFalse(built.ran().err().contains("\tat "), built.ran()::toString);
  }

  @Test
  @DisplayName("a tsconfig that is no JSON")
  void brokenTsconfig() throws IOException {
    Path project = project(Map.of("a.ts", "export const a = 1;\n"));
    Files.writeString(project.resolve("tsconfig.json"), "{ \"compilerOptions\": {{{ ]");
    assertSays(farm.build(project), "tsconfig.json(1,", "error TS");
  }

  @Test
  @DisplayName("a tsconfig that is not there")
  void noTsconfig() throws IOException {
    Path project = Files.createTempDirectory(FOLDER, "p");
    assertSays(farm.build(project), "error TS5057");
  }

  @Test
  @DisplayName("a module that is not there")
  void missingModule() {
    CommandBuild built = farm.build(project(Map.of("a.ts", "import { x } from './gone';\nx();\n")));
    assertSays(built, "src/a.ts(1,19): error TS2307", "./gone");
  }

  @Test
  @DisplayName("a syntax error")
  void syntaxError() {
    assertSays(farm.build(project(Map.of("a.ts", "const = ;\n"))), "src/a.ts(1,7): error TS1");
  }

  @Test
  @DisplayName("a source of 50 MB builds, or is too much for the compiler and said to be")
  void fiftyMegabytes() throws IOException {
    Path project = project(Map.of("small.ts", "export const a = 1;\n"));
    byte[] lines = new byte[50 * 1024 * 1024];
    Arrays.fill(lines, (byte) '\n');
    Files.write(project.resolve("src/lines.ts"), lines);
    CommandBuild empty = farm.build(project);
    if (empty.exit() != 0) {
      assertTooMuch(empty, "src/lines.ts");
    }
    assertTrue(lua(project).contains("small.lua"), empty.ran()::toString);
    StringBuilder code = new StringBuilder();
    for (int i = 0; code.length() < 50 * 1024 * 1024; i++) {
      code.append("export const x").append(i).append(" = ").append(i).append(";\n");
    }
    Path much = project(Map.of("code.ts", code.toString(), "good.ts", GOOD));
    assertTooMuch(farm.build(much), "src/code.ts");
    assertEquals(Set.of("good.lua"), lua(much));
  }

  @Test
  @DisplayName("a source of 70 MB, which is more than the farm takes")
  void seventyMegabytes() throws IOException {
    Path project = project(Map.of("small.ts", "export const a = 1;\n"));
    Files.write(project.resolve("src/large.ts"), new byte[70 * 1024 * 1024]);
    assertSays(farm.build(project), "large.ts", "exclude");
  }

  @Test
  @DisplayName("links that loop, and links that lead out")
  void linkLoops() throws IOException {
    Path project = project(Map.of("a.ts", "import { b } from './sub/b';\nexport const a = b;\n"));
    Path outside = Files.createDirectory(project.resolveSibling(project.getFileName() + "-out"));
    Files.writeString(outside.resolve("b.ts"), "export const b = 2;\n");
    Path src = project.resolve("src");
    Files.createSymbolicLink(src.resolve("sub"), outside);
    Files.createSymbolicLink(src.resolve("self"), Path.of("self"));
    Files.createSymbolicLink(src.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(src.resolve("ping.ts"), Path.of("pong.ts"));
    Files.createSymbolicLink(src.resolve("pong.ts"), Path.of("ping.ts"));
    Files.createSymbolicLink(outside.resolve("back"), project);
    CommandBuild built = farm.build(project);
    assertEquals(Set.of("a.lua", "sub/b.lua"), Set.copyOf(lua(project)), built.ran()::toString);
  }

  private static TreeSet<String> lua(Path project) {
    TreeSet<String> names = new TreeSet<>(Tree.of(project.resolve("out")).files().keySet());
    names.removeIf(name -> name.contains("lualib"));
    return names;
  }

  @Test
  @DisplayName("a source that is not UTF-8 is read as tstl reads it")
  void notUtf8() throws IOException {
    Path project = project(Map.of());
    byte[] latin1 = "export const a = \"caf\u00e9\";\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(project.resolve("src/latin.ts"), latin1);
    CommandBuild built = farm.build(project);
    assertEquals(0, built.exit(), built.ran()::toString);
    assertTrue(
        Files.readString(project.resolve("out/latin.lua")).contains("caf\ufffd"),
        "replaced, as Node does");
    Path utf16 = project(Map.of());
    Files.write(
        utf16.resolve("src/wide.ts"),
        "\ufeffexport const a = \"\u00e9\";\n".getBytes(StandardCharsets.UTF_16LE));
    CommandBuild wide = farm.build(utf16);
    assertEquals(0, wide.exit(), wide.ran()::toString);
    Path binary = project(Map.of());
    byte[] noise = new byte[4096];
    new java.util.Random(7).nextBytes(noise);
    Files.write(binary.resolve("src/noise.ts"), noise);
    assertSays(farm.build(binary), "src/noise.ts(");
  }

  @Test
  @DisplayName("no file at all")
  void noFile() {
    assertSays(farm.build(project(Map.of())), "error TS18003");
  }

  /// Each of these has an error that says so: time, memory, stack or another limit has run out,
  /// whichever comes first on this machine.
  private static void assertTooMuch(CommandBuild built, String... scripts) {
    shaken = true;
    assertEquals(2, built.exit(), built.ran()::toString); // errors, and there is Lua
    for (String script : scripts) {
      assertTrue(
          built
              .ran()
              .toString()
              .lines()
              .anyMatch(
                  line -> line.contains(script) && line.contains("too much for the compiler")),
          () -> script + " is not blamed in " + built.ran());
    }
  }
}
