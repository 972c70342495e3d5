package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.harness.Tstl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the farm writes and prints against what `tstl -p` writes and prints on Node, by the script
/// that anybody can run on a project of theirs.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R1 the farm writes what tstl writes")
class FidelityTest {
  private static final Duration AT_MOST = Duration.ofMinutes(3);

  /// What Node made of each content, for the next run of these tests.
  private static final Path KEPT = Repository.root().resolve("proof/e2e/target/fidelity");

  private final FarmProcess farm;

  FidelityTest(FarmProcess farm) {
    this.farm = farm;
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "dungeon, tsconfig.json",
    "dungeon, tsconfig.51.json",
    "dungeon, tsconfig.53.json",
    "dungeon, tsconfig.54.json",
    "dungeon, tsconfig.bundle.json",
    "dungeon, tsconfig.universal.json",
    "rxjs, tsconfig.json",
    "factorio-mod, tsconfig.json",
    "wc3-map, tsconfig.json",
    "wc3-map, tsconfig.bundle.json",
    "broken, tsconfig.json",
    "broken, tsconfig.loop.json",
    "broken, tsconfig.malformed.json",
    "broken, tsconfig.nobase.json",
    "broken, tsconfig.noemit.json",
    "broken, tsconfig.noentry.json",
    "broken, tsconfig.nothing.json",
    "broken, tsconfig.options.json",
    "broken, tsconfig.values.json",
    "broken, tsconfig.wrongentry.json",
    "tsx, tsconfig.json",
    "tsx, tsconfig.flat.json",
    "bundle-minimal, tsconfig.json",
    "bundle-minimal, tsconfig.files.json",
    "library, tsconfig.json",
    "library, tsconfig.typings.json",
    "monorepo-npm, games/chess-tavern",
    "monorepo-npm, games/dice-cellar/tsconfig.json",
    "monorepo-npm, games/dice-cellar/tsconfig.files.json",
    "monorepo-npm, games/dice-cellar/tsconfig.sources.json",
    "monorepo-npm, packages/text",
    "monorepo-npm, packages/rules/tsconfig.json",
    "monorepo-pnpm, libs/wind",
    "monorepo-pnpm, games/kite-race/tsconfig.json",
    "monorepo-pnpm, games/lantern-fair/tsconfig.json",
  })
  void sameFilesDiagnosticsAndExitCode(String example, String config) {
    assertSame(example, config);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0} {1}")
  @Tag("toolchains")
  @DisplayName("R1 with the project's own compiler")
  @CsvSource({
    "pinned-1.26, tsconfig.json",
    "pinned-1.26, tsconfig.bundle.json",
    "pinned-1.33, tsconfig.json",
    "pinned-1.33, tsconfig.luau.json",
    "patched, tsconfig.json",
  })
  void sameWithTheProjectsOwnCompiler(String example, String config) {
    assertSame(example, config);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0} {1}")
  @Tag("plugins")
  @DisplayName("R1 with plugins and transformers")
  @CsvSource({
    "plugins, tsconfig.json",
    "plugins, tsconfig.afterEmit.json",
    "plugins, tsconfig.afterPrint.json",
    "plugins, tsconfig.beforeEmit.json",
    "plugins, tsconfig.beforeTransform.json",
    "plugins, tsconfig.bundle.json",
    "plugins, tsconfig.lengths.json",
    "plugins, tsconfig.moduleResolution.json",
    "plugins, tsconfig.numbers.json",
    "plugins, tsconfig.printer.json",
    "plugins, tsconfig.typescript.json",
    "plugins, tsconfig.visitors.json",
    "plugins, tsconfig.wrong.json",
    "transformers, tsconfig.json",
    "transformers, tsconfig.esm.json",
    "transformers, tsconfig.group.json",
    "transformers, tsconfig.keys.json",
    "transformers, tsconfig.paths.json",
    "transformers, tsconfig.wrong.json",
    "monorepo-pnpm, games/lantern-fair/tsconfig.plugin.json",
  })
  void sameWithPlugins(String example, String config) {
    assertSame(example, config);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0} {1} {2}")
  @DisplayName("R1 with options of the command line, and by the caller's folder")
  @CsvSource({
    "dungeon, tsconfig.json, --luaTarget 5.3 --noHeader --outDir dist-options --declaration",
    "bundle-minimal, tsconfig.json, --sourceMap --luaBundle dist-options/game.lua",
    "broken, tsconfig.json, --noImplicitGlobalVariables --strict false",
  })
  void sameWithOptions(String example, String config, String options) {
    assertSame(example, config, options.split(" "));
  }

  private void assertSame(String example, String config, String... options) {
    Path project = Repository.example(example);
    Map<String, String> environment = farm.environment();
    environment.put("FIDELITY_KEEP", KEPT.toString());
    environment.put("FIDELITY_NODE", Tstl.QUICK);
    Ran ran =
        Ran.run(
            Repository.root(),
            environment,
            AT_MOST,
            Stream.concat(
                    Stream.of("proof/e2e/fidelity.sh", project.toString(), config),
                    Stream.of(options))
                .toList());
    assertEquals(0, ran.exit(), ran::toString);
  }

  @Test
  @DisplayName("diagnostics name files relative to the current folder, as tstl does")
  void diagnosticsAreRelativeToTheCurrentFolder() {
    Path parent = Repository.temporary("cwd");
    Path project = Repository.copyOf("broken", parent);
    String config = project.getFileName() + "/tsconfig.json";
    Ran onNode =
        Ran.run(
            parent,
            Map.of(),
            AT_MOST,
            List.of(
                "node",
                Tstl.QUICK,
                project + "/node_modules/typescript-to-lua/dist/tstl.js",
                "-p",
                config));
    Ran onFarm = farm.start(parent, "build", "--exact-diagnostics", "-p", config).await(AT_MOST);
    assertEquals(diagnostics(onNode), diagnostics(onFarm));
    assertEquals(onNode.exit(), onFarm.exit());
  }

  private static List<String> diagnostics(Ran ran) {
    return ran.out().lines().filter(l -> l.matches(".*(error|warning) TS.*")).sorted().toList();
  }
}
