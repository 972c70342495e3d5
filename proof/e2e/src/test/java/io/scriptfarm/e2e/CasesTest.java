package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.harness.Tstl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Small projects that came out wrong once: `../shared/cases` beside the checkout, or the folder
/// that `FARM_CASES` names. Skipped where it is not there.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R1 what came out wrong once is what tstl makes of it")
class CasesTest {
  private static final Duration AT_MOST = Duration.ofMinutes(3);

  private static final Path CASES = Repository.cases();

  private final FarmProcess farm;

  CasesTest(FarmProcess farm) {
    this.farm = farm;
  }

  @BeforeAll
  static void onlyWhereTheyAre() {
    Assumptions.assumeTrue(
        Files.isDirectory(CASES), "no cases in " + CASES + " (FARM_CASES names their folder)");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "backslash-outdir, game/tsconfig.json",
    "caller-folder-bundle, src/tsconfig.json",
    "caller-folder-plugin, src/tsconfig.json",
    "configdir-package, game/tsconfig.json",
    "cycle-60-inferred, tsconfig.json",
    "cycle-60-written, tsconfig.json",
    "cycle-open, tsconfig.json",
    "deep-nesting, tsconfig.json",
    "dot-then-dotdot, files/game/tsconfig.json",
    "dot-then-dotdot, include/game/tsconfig.json",
    "dot-then-dotdot, paths/game/tsconfig.json",
    "dot-then-dotdot, typeRoots/game/tsconfig.json",
    "lone-surrogate, tsconfig.json",
    "out-file, amd/tsconfig.json",
    "out-file, decl/tsconfig.json",
    "out-file, system/tsconfig.json",
    "package-json-bom, tsconfig.json",
    "plugin-binary, tsconfig.json",
    "plugin-dotenv, tsconfig.json",
    "plugin-env, tsconfig.json",
    "plugin-esmnotype, tsconfig.json",
    "plugin-locale, tsconfig.json",
    "plugin-option-above-root, game/tsconfig.json",
    "plugin-reads-data, tsconfig.json",
    "plugin-regexp-unicode, tsconfig.json",
    "plugin-remove, tsconfig.json",
    "trace-formats, tsconfig.json",
    "utf16-tsconfig, game/tsconfig.json",
  })
  void sameAsTstl(String name, String config) throws IOException {
    Path project = installed(name);
    Map<String, String> environment = farm.environment();
    environment.put("GAME_DEBUG", "1");
    // How deep a stack is depends on how much of the code is optimized.
    environment.put("FIDELITY_NODE", name.equals("deep-nesting") ? "" : Tstl.QUICK);
    Ran ran =
        Ran.run(
            Repository.root(),
            environment,
            AT_MOST,
            List.of("proof/e2e/fidelity.sh", project.toString(), config));
    assertEquals(0, ran.exit(), ran::toString);
  }

  @Test
  @DisplayName("R1 the compilers lie further up than a smaller node_modules")
  void twoLevelsOfModules() throws IOException {
    assertSameTwice("two-levels-of-modules", "mods/two-levels-of-modules", project -> {});
  }

  @Test
  @DisplayName("R1 a second build finds the declarations of the first among its sources")
  void declarationsBecomeInput() throws IOException {
    assertSameTwice("declaration-input", "declaration-input", project -> {});
  }

  @Test
  @DisplayName("R1 a script is given up, and its Lua kept as a source")
  void luaBecomesASource() throws IOException {
    assertSameTwice(
        "eject-to-lua",
        "eject-to-lua",
        project -> {
          Files.delete(project.resolve("src/physics.ts"));
          Files.writeString(
              project.resolve("src/physics.d.ts"),
              "export declare function speed(this: void, n: number): number;\n");
        });
  }

  @Test
  @DisplayName("R1 another name of an output has the new Lua, and the mode stays")
  void outputsAreWrittenInPlace() throws IOException {
    assertSameTwice(
        "hard-linked-output",
        "hard-linked-output",
        project -> {
          Path lua = project.resolve("dist/main.lua");
          Ran.expectSuccess(project, AT_MOST, "chmod", "600", lua.toString());
          Files.createLink(project.resolve("linked.lua"), lua);
          edit(project.resolve("src/main.ts"), "\nprint(\"second\");\n");
        });
  }

  @ParameterizedTest
  @CsvSource({"cycle-60-written", "cycle-60-inferred"})
  @DisplayName("R4 a changed body in a circle of 60 scripts compiles one")
  void aBodyInACircleCompilesOne(String name) throws IOException {
    Path project = installed(name);
    farm.build(project);
    Path lib = project.resolve("src/lib.ts");
    String text = Files.readString(lib);
    Files.writeString(lib, text.replace("return 1 + ", "return 2 + "));
    CommandBuild again = farm.build(project);
    assertEquals(0, again.exit(), () -> again.ran().toString());
    assertEquals(1, again.compiled(), () -> again.ran().toString());
  }

  /// A case in a folder of its own with what it needs installed.
  private static Path installed(String name) throws IOException {
    Path project = copy(name, Repository.temporary(name).resolve(name));
    install(project);
    return project;
  }

  private static Path copy(String name, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Path from = CASES.resolve(name);
    Ran.expectSuccess(CASES, AT_MOST, "cp", "-r", from.toString(), to.toString());
    return to;
  }

  private static void install(Path folder) throws IOException {
    Path modules = Repository.example("dungeon").resolve("node_modules");
    Ran.expectSuccess(CASES, AT_MOST, "cp", "-a", modules.toString(), folder.toString());
    Path base = Files.createDirectories(folder.resolve("node_modules/@studio/tsconfig"));
    Files.writeString(
        base.resolve("tsconfig.json"),
        """
        {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"strict":true,
          "module":"esnext","moduleResolution":"bundler","rootDir":"${configDir}/..",
          "outDir":"${configDir}/../out","paths":{"@shared/*":["${configDir}/../shared/*"]}},
         "include":["${configDir}/src","${configDir}/../shared"],"tstl":{"luaTarget":"5.4"}}
        """);
    Path greeter = Files.createDirectories(folder.resolve("node_modules/lua-greeter"));
    Files.writeString(
        greeter.resolve("package.json"),
        "\uFEFF{\"name\":\"lua-greeter\",\"version\":\"1.0.0\",\"main\":\"index.lua\",\"types\":\"index.d.ts\"}");
    Files.writeString(
        greeter.resolve("index.d.ts"),
        "export function greet(this: void, name: string): string;\n");
    Files.writeString(
        greeter.resolve("index.lua"), "return {greet = function(name) return name end}\n");
  }

  private interface Step {
    void take(Path project) throws IOException;
  }

  /// Builds twice at one place with `tstl` and twice with the farm, and compares what is there and
  /// what was said at the end.
  private void assertSameTwice(String name, String place, Step between) throws IOException {
    Path work = Repository.temporary(name);
    Map<String, Ended> ended = new TreeMap<>();
    for (String by : List.of("tstl", "farm")) {
      Path run = Files.createDirectory(work.resolve("run"));
      install(run);
      Path project = copy(name, run.resolve(place));
      if (name.equals("two-levels-of-modules")) {
        Path own = Files.createDirectories(project.resolve("node_modules/own-lib"));
        Files.writeString(own.resolve("package.json"), "{\"name\":\"own-lib\"}");
        Files.writeString(own.resolve("index.d.ts"), "export const l: number;\n");
        Files.writeString(own.resolve("index.lua"), "return {l = 1}\n");
      }
      build(by, run, project);
      between.take(project);
      Ran second = build(by, run, project);
      ended.put(by, new Ended(second.exit(), said(second), files(project)));
      Files.move(run, work.resolve(by));
    }
    assertEquals(ended.get("tstl"), ended.get("farm"));
  }

  private record Ended(int exit, List<String> said, Map<String, String> files) {}

  private Ran build(String by, Path run, Path project) {
    if (by.equals("farm")) {
      return farm.start(project, "build", "--exact-diagnostics", "-p", "tsconfig.json")
          .await(AT_MOST);
    }
    String tstl = run.resolve("node_modules/typescript-to-lua/dist/tstl.js").toString();
    return Ran.run(
        project, Map.of(), AT_MOST, List.of("node", Tstl.QUICK, tstl, "-p", "tsconfig.json"));
  }

  private static List<String> said(Ran ran) {
    return ran.out().lines().filter(l -> l.matches(".*(error|warning) TS.*")).sorted().toList();
  }

  /// Their contents and modes by path.
  private static Map<String, String> files(Path project) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(project)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = project.relativize(file).toString();
        if (!path.startsWith("node_modules")) {
          files.put(path, Files.getPosixFilePermissions(file) + "\n" + Files.readString(file));
        }
      }
    }
    assertTrue(files.size() > 1, () -> "nothing in " + project);
    return files;
  }

  private static void edit(Path script, String more) throws IOException {
    Files.writeString(script, Files.readString(script) + more);
  }
}
