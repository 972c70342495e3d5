package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.trace.SourceMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R8 the source map of each Lua file")
class SourceMapsTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  /// Files of the same name, so that TSTL's own map of a bundle could not tell them apart.
  private static TestProject game(String compilerOptions, String tstl) {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"strict":true,
              "module":"esnext","moduleResolution":"bundler"%s},
             "tstl":{"luaTarget":"5.4"%s}}\
            """
                .formatted(compilerOptions, tstl))
        .file("a/index.ts", "// a\n\nexport const marker_a = [1].map(n => n + 1);\n")
        .file("b/index.ts", "// b\n\n\nexport const marker_b = 2;\n")
        .file(
            "main.ts",
            "import { marker_a } from \"./a\";\nimport { marker_b } from \"./b\";\n\n\n"
                + "export const marker_main = [marker_a, marker_b];\n");
  }

  /// For each marker, the file and line where its map says that it is.
  private static Map<String, String> markers(TestProject project) {
    TestProject.Build build = project.build(COMPILER);
    Map<String, String> found = new HashMap<>();
    for (OutputFile output : build.built().linked().outputs()) {
      if (output.map().isEmpty()) {
        continue;
      }
      SourceMap map = SourceMap.parse(build.read(output.map().get()).bytes());
      List<String> lines = build.texts().get(output.path()).lines().toList();
      for (int line = 1; line <= lines.size(); line++) {
        for (String marker : List.of("marker_a", "marker_b", "marker_main")) {
          if (lines.get(line - 1).contains("____exports." + marker + " =")) {
            found.put(
                marker, map.at(line).map(at -> at.source() + ":" + at.line()).orElse("nowhere"));
          }
        }
        if (lines.get(line - 1).contains("function __TS__ArrayMap(")) {
          assertEquals(Optional.empty(), map.at(line));
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"sourceMap\":true", ",\"inlineSourceMap\":true", ",\"sourceRoot\":\"/x\""})
  void tellsTheScriptFromWhereTheFileIs(String options) {
    assertEquals(
        Map.of(
            "marker_a", "../../a/index.ts:3",
            "marker_b", "../../b/index.ts:4",
            "marker_main", "../main.ts:5"),
        markers(game(options + ",\"outDir\":\"out\",\"rootDir\":\".\"", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"sourceMap\":true", ",\"inlineSourceMap\":true", ",\"sourceRoot\":\"/x\""})
  void tellsTheScriptsOfABundle(String options) {
    String bundle = ",\"luaBundle\":\"game.lua\",\"luaBundleEntry\":\"main.ts\"";
    Map<String, String> expected =
        Map.of(
            "marker_a", "../a/index.ts:3",
            "marker_b", "../b/index.ts:4",
            "marker_main", "../main.ts:5");

    assertEquals(expected, markers(game(options + ",\"outDir\":\"out\"", bundle)));
    assertEquals(
        expected,
        markers(game(options + ",\"outDir\":\"out\"", bundle + ",\"sourceMapTraceback\":true")));
  }

  @Test
  void isTheOneThatTheProjectShips() {
    TestProject.Build build = game(",\"sourceMap\":true", "").build(COMPILER);
    List<OutputFile> outputs = build.built().linked().outputs();
    OutputFile main = output(outputs, "main.lua");

    assertEquals(Optional.of(output(outputs, "main.lua.map").digest()), main.map());
    assertEquals(Optional.empty(), output(outputs, "lualib_bundle.lua").map());
    assertEquals(Optional.empty(), output(outputs, "main.lua.map").map());
  }

  @Test
  void comesWithASavedScript() {
    TestProject project = game("", "");
    Product saved = project.save(COMPILER, "b/index.ts", Emit.LUA);

    OutputFile output = ((SaveJob.Saved) saved.outcome()).outputs().getFirst();
    Blob map =
        saved.blobs().stream()
            .filter(blob -> Optional.of(blob.digest()).equals(output.map()))
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("index.ts"), SourceMap.parse(map.bytes()).sources());
  }

  @Test
  @DisplayName("changes when only lines move, though the Lua is the same")
  void movesWithTheLines() {
    TestProject project = game("", "");
    OutputFile before = output(project.build(COMPILER).built().linked().outputs(), "b/index.lua");
    project.file("b/index.ts", "// b\n\n\n\n\nexport const marker_b = 2;\n");
    OutputFile after = output(project.build(COMPILER).built().linked().outputs(), "b/index.lua");

    assertEquals(before.digest(), after.digest());
    assertTrue(before.map().isPresent());
    assertEquals("index.ts:6", markers(project).get("marker_b"));
  }

  private static OutputFile output(List<OutputFile> outputs, String path) {
    return outputs.stream().filter(o -> o.path().equals(path)).findFirst().orElseThrow();
  }
}
