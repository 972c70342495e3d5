package io.scriptfarm.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.OutputPlaces.Found;
import io.scriptfarm.contract.OutputPlaces.Named;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R44 outputs go where the configuration sends them, and over nothing written by hand")
class OutputPlacesTest {
  private static final Digest NEW = Digest.ofUtf8("new");

  private static final Named DIST = new Named(Set.of("dist"), Set.of(), true, "lua", true);
  private static final Named BESIDE = new Named(Set.of(), Set.of(), false, "lua", true);

  private static OutputPlaces places(Named named, String config, String... files) {
    Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
    for (String file : files) {
      entries.put(new ProjectPath(file), new Snapshot.File(Digest.ofUtf8(file), 1));
    }
    Set<String> there = Set.of(files);
    return OutputPlaces.of(
        Snapshot.of(entries),
        new ProjectPath(config),
        named,
        (path, content) ->
            !there.contains(path)
                ? Found.NOTHING
                : content.equals(Digest.ofUtf8(path)) ? Found.THE_SAME : Found.SOMETHING_ELSE);
  }

  private static OutputPlaces game(Named named) {
    return places(
        named,
        "tsconfig.json",
        "tsconfig.json",
        "package.json",
        "src/main.ts",
        "src/main.lua",
        "src/v1.2/data.json",
        "src/hand.lua",
        "src/hand.d.ts",
        "dist/main.lua",
        "dist/report.txt",
        "notes.lua",
        "node_modules/lib/index.js",
        "node_modules/lib/src/lib.ts");
  }

  private static void assertAllowed(OutputPlaces places, String path) {
    assertEquals(Optional.empty(), places.refusal(path, () -> NEW), path);
  }

  private static void assertRefused(OutputPlaces places, String path, String reason) {
    String given = places.refusal(path, () -> NEW).orElse("it is allowed");
    assertTrue(given.contains(reason), () -> path + ": " + given);
  }

  @Test
  void aFolderForOutputsAloneTakesEverything() {
    for (String path : List.of("dist/main.lua", "dist/report.txt", "dist/node_modules/a/b.lua")) {
      assertAllowed(game(DIST), path);
    }
  }

  @Test
  void withSuchAFolderNothingGoesElsewhere() {
    for (String path :
        List.of("new.lua", "src/main.lua", "src/main.ts", "../x", "dist", "distx/a")) {
      assertRefused(game(DIST), path, "outside the folders that the tsconfig names");
    }
    assertRefused(game(DIST), "x.lua", "(dist)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git/hooks/post-checkout",
        "dist/.git/config",
        "dist/.GIT/config",
        "dist/.git./config",
        "dist/GIT~1/config",
        "dist/.g\u200cit/config",
        "dist/.git::$INDEX_ALLOCATION/config",
        "dist/.git",
        "dist/.hg/hgrc",
        "sub/.svn/entries"
      })
  void nothingGoesIntoVersionControl(String path) {
    assertRefused(game(DIST), path, "version control");
    assertRefused(game(BESIDE), path, "version control");
  }

  @Test
  void nothingBecomesAConfiguration() {
    for (String path : List.of("tsconfig.json", "TSCONFIG.json", "dist/tsconfig.json")) {
      assertRefused(game(DIST), path, "configuration");
      assertRefused(game(BESIDE), path, "configuration");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/etc/passwd", "a/../../b", "a//b", "./a", "..", "a\\b", "a\nb", "a/"})
  void aPathIsAPath(String path) {
    assertRefused(game(BESIDE), path, "no path of a project");
  }

  @Test
  void besideSourcesTheNamesOfTheCompilersReplaceWhatIsThere() {
    OutputPlaces places = game(BESIDE);
    for (String path :
        List.of(
            "src/main.lua",
            "main.lua", // with a rootDir of src
            "src/main.lua.map",
            "src/main.d.ts",
            "src/v1_2/data.lua",
            "lualib_bundle.lua",
            "lua_modules/.pnpm/lib/node_modules/lib/a.lua",
            "tsconfig.tsbuildinfo")) {
      assertAllowed(places, path);
    }
  }

  @Test
  void besideSourcesAnotherNameMustBeFreeAndInSight() {
    OutputPlaces places = game(BESIDE);
    assertAllowed(places, "src/report.txt");
    for (String path : List.of("src/main.ts", "package.json", "notes.lua", "src/hand.lua")) {
      assertRefused(places, path, "a file that no build is known to have written is there");
    }
    assertRefused(places, "node_modules/lib/new.js", "node_modules");
    assertRefused(places, ".vscode/tasks.json", ".vscode");
    assertRefused(places, "src/.npmrc", ".npmrc");
    assertRefused(places, "../new.lua", "outside");
  }

  @Test
  void theSameContentReplacesNothing() {
    assertEquals(
        Optional.empty(), game(DIST).refusal("src/hand.lua", () -> Digest.ofUtf8("src/hand.lua")));
  }

  @Test
  void withoutPluginsTstlMayRewriteLuaBesideItsDeclarations() {
    assertAllowed(game(new Named(Set.of(), Set.of(), false, "lua", false)), "src/hand.lua");
  }

  @Test
  void anExtensionMakesNoSourceAnOutput() {
    OutputPlaces places = game(new Named(Set.of("."), Set.of(), true, "ts", false));
    assertTrue(places.refusal("src/main.ts", () -> NEW).isPresent());
    assertTrue(
        game(new Named(Set.of(), Set.of("package.json"), false, "lua", false))
            .refusal("package.json", () -> NEW)
            .isPresent());
  }

  @Test
  void aBundleHasItsOwnPlace() {
    OutputPlaces places = game(new Named(Set.of(), Set.of("../mod/all.lua"), false, ".lua", true));
    assertAllowed(places, "../mod/all.lua");
    assertAllowed(places, "../mod/all.lua.map");
    assertRefused(places, "../other/all.lua", "outside");
  }

  @Test
  void aFolderAboveTheProjectHoldsSources() {
    OutputPlaces places =
        places(
            new Named(Set.of(".."), Set.of(), true, "lua", true),
            "game/tsconfig.json",
            "game/tsconfig.json",
            "game/main.ts");
    assertAllowed(places, "../game/main.lua");
    assertAllowed(places, "../beside.lua");
    assertRefused(places, "../.bashrc", ".bashrc");
    assertRefused(places, "../../beside.lua", "outside");
    assertRefused(places, "game/main.ts", "is there");
  }

  @Test
  void aFolderWithTypeScriptInItHoldsSources() {
    OutputPlaces places = game(new Named(Set.of("src"), Set.of(), true, "lua", true));
    assertAllowed(places, "src/main.lua");
    assertRefused(places, "src/hand.lua", "is there");
  }
}
