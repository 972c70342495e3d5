package io.scriptfarm.compiler.tstl;

import static io.scriptfarm.compiler.tstl.PluginProjects.APART;
import static io.scriptfarm.compiler.tstl.PluginProjects.calling;
import static io.scriptfarm.compiler.tstl.PluginProjects.project;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.lua.LuaCompilers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which edits of projects with plugins compile what changed, and that it makes no difference.
class PerScriptTest {
  private final Toolchains toolchains = new Toolchains();
  private final JsEngine engine = TestEngine.select(EnginePreference.AUTO, toolchains);
  private final TstlCompiler compiler = compiler();

  private TstlCompiler compiler() {
    return new TstlCompiler(
        engine,
        toolchains,
        LuaCompilers.ofThisMachine(),
        new CompilerLimits(new Limits(Duration.ofMinutes(2), 1L << 30), Duration.ofMinutes(2), 1));
  }

  @AfterEach
  void close() {
    compiler.close();
  }

  /// How many scripts a build of it compiled.
  private int compiled(TestProject project) {
    Plan plan = project.plan(compiler);
    Product product = project.link(compiler);
    assertTrue(product.outcome() instanceof LinkJob.Linked, () -> product + " of " + plan);
    return product.scripts();
  }

  /// Builds by changes, and as a compiler that never saw the project.
  private void assertSameAs(TstlCompiler other, TestProject project, String what) {
    TestProject.Build expected = project.build(other);
    other.release();
    TestProject.Build build = project.build(compiler);
    assertEquals(expected.texts(), build.texts(), what);
    LinkJob.Linked linked = build.built().linked();
    assertEquals(expected.built().linked().diagnostics(), linked.diagnostics(), what);
    assertTrue(linked.plugins().orElseThrow().changed().isPresent(), what);
  }

  /// The project after the edits by which the farm finds out what its plugins do.
  private TestProject learned(String plugin) {
    TestProject project = project(plugin);
    compiled(project);
    project.file("src/a.ts", "export const a = (): number => weight('iron') + 1;\n");
    compiled(project);
    return project;
  }

  @Test
  @DisplayName(
      "R4 with plugins that see one script at a time an edit of a body compiles one script")
  void compilesWhatChanged() {
    TestProject project = learned(APART);

    project.file("src/a.ts", "export const a = (): number => weight('iron') + 2;\n");
    assertEquals(1, compiled(project));
    project.file("src/b.ts", "export function b() { return weight('wood') + weight('x'); }\n");
    assertEquals(1, compiled(project), "it infers the same type");
    project.file("src/b.ts", "export function b() { return '' + weight('wood'); }\n");
    assertEquals(3, compiled(project), "it infers another type");
    project.file("src/a.ts", "export const a = (): number => weight('iron') + 3;\n");
    assertEquals(1, compiled(project));
    project.file("src/a.ts", "export const a = (): number => weight('iron') + nothing;\n");
    assertEquals(1, compiled(project), "with an error");
    project.file("src/b.ts", "export function b() { return '' + weight('iron'); }\n");
    assertEquals(1, compiled(project), "while there is an error in another script");
    project.file("src/a.ts", "export const a = (): number => weight('iron') + 4;\n");
    assertEquals(1, compiled(project));
  }

  /// With a hook that is handed all scripts, and without one, where trees pass to the next build.
  @ParameterizedTest(name = "hook: {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("R4 after each of many edits the result is that of a session that never saw it")
  void makesNoDifference(boolean hook) {
    Random random = new Random(7); // other edits are for ./farm soundness
    TestProject project =
        project(hook ? APART : APART.replaceAll("(?s)  afterPrint.*?\\n  },\\n", ""));
    List<String> edits =
        List.of(
            "weight('iron')",
            "weight('wood') * 2",
            "weight('gold')",
            "missing()",
            "weight('iron') > 3 ? 1 : 2",
            "String(weight('iron'))",
            "(() => weight('wood'))()");
    for (int edit = 0; edit < 4; edit++) {
      String body = edits.get(random.nextInt(edits.size()));
      switch (random.nextInt(3)) {
        case 0 -> project.file("src/a.ts", "export const a = (): any => " + body + ";\n");
        case 1 ->
            project.file("src/b.ts", "export function b() { return " + body + "; } // " + edit);
        default ->
            project.file(
                "src/main.ts",
                "import { a } from './a';\nimport { b } from './b';\nexport const all = [a(), b(), "
                    + body
                    + "];\n");
      }
      TestProject.Build here = project.build(compiler);
      TstlCompiler other = compiler();
      TestProject.Build fresh = project.build(other);
      other.close();
      assertEquals(fresh.texts(), here.texts(), "edit " + edit);
      LinkJob.Linked expected = fresh.built().linked();
      LinkJob.Linked linked = here.built().linked();
      assertEquals(expected.outputs(), linked.outputs(), "edit " + edit);
      assertEquals(expected.diagnostics(), linked.diagnostics(), "edit " + edit);
    }
  }

  @Test
  @DisplayName("R43 plugins that could remember a script, or look at another one, get all of them")
  void compilesAllWhereOneMayDependOnAnother() { // plugin-state.test.ts has more of them
    Map<String, String> plugins = new LinkedHashMap<>();
    plugins.put(
        "it numbers calls, and the numbers tell",
        calling("let n = 0;", "result.params?.push(lua.createNumericLiteral(n++));"));
    plugins.put(
        "another script's text",
        calling("const fs = require('fs');", "fs.readFileSync(__dirname + '/src/b.ts', 'utf8');"));
    plugins.put(
        "what it writes",
        calling("const fs = require('fs');", "fs.writeFileSync('out/x.txt', '');"));
    plugins.put("a hook before all", "module.exports = { beforeTransform() {}, visitors: {} };");
    plugins.forEach(
        (what, plugin) -> {
          TestProject project = learned(plugin);
          project.file("src/a.ts", "export const a = (): number => weight('iron') + 2;\n");
          assertEquals(3, compiled(project), what);
        });
  }

  @Test
  @DisplayName(
      "R4 with plugins that ask of which type something is, an edit of a body compiles one script")
  void asksTheChecker() {
    String plugin =
        calling(
            "",
            """
            const checker = context.checker;
            const type = checker.getTypeAtLocation(node);
            if (type.flags & ts.TypeFlags.StringLike) return lua.createStringLiteral("text", node);
            """);
    TestProject project = learned(plugin);
    project.file("src/a.ts", "export const a = (): number => weight('iron') + 2;\n");
    assertEquals(1, compiled(project));
    project.file("src/b.ts", "export function b() { return '' + weight('wood'); }\n");
    assertEquals(3, compiled(project), "the type of a call in another script");
    project.file("src/b.ts", "export function b() { return '' + weight('iron'); }\n");
    assertEquals(1, compiled(project));
    TstlCompiler other = compiler();
    assertEquals(project.build(other).texts(), project.build(compiler).texts());
    other.close();
  }

  @Test
  @DisplayName("R4 an edit of a body compiles one script with declaration and noEmitOnError, too")
  void writesDeclarations() {
    TestProject project = project(APART);
    String options =
        "\"outDir\":\"out\",\"rootDir\":\"src\",\"declaration\":true,\"declarationMap\":true,\"noEmitOnError\":true";
    project.file(
        "tsconfig.json",
        TestProject.text(project.read(project.digest("tsconfig.json")).orElseThrow().bytes())
            .replace("\"outDir\":\"out\"", options));
    compiled(project);
    project.file("src/a.ts", "export const a = (): number => weight('iron') + 1;\n");
    compiled(project);
    project.file("src/a.ts", "export const a = (): number => weight('iron') + 2;\n");
    assertEquals(1, compiled(project));
    project.file(
        "src/a.ts", "export const a = (): number => weight('iron') + 3;\nexport const more = 1;\n");
    assertEquals(3, compiled(project), "others see more");
    TstlCompiler other = compiler();
    project.file(
        "src/a.ts", "export const a = (): number => weight('iron') + 4;\nexport const more = 1;\n");
    TestProject.Build expected = project.build(other);
    TestProject.Build build = project.build(compiler);
    assertEquals(expected.texts(), build.texts());
    assertTrue(build.texts().containsKey("out/a.d.ts"), () -> build.texts().keySet().toString());
    assertTrue(build.built().linked().plugins().orElseThrow().changed().isPresent());
    project.file(
        "src/a.ts",
        "export const a = (): number => weight('iron') + missing;\nexport const more = 1;\n");
    assertSameAs(other, project, "with an error nothing is written");
    project.file("src/b.ts", "export function b() { return weight('wood') + 1; }\n");
    assertSameAs(other, project, "an edit elsewhere");
    project.file(
        "src/a.ts", "export const a = (): number => weight('iron') + 4;\nexport const more = 1;\n");
    assertSameAs(other, project, "the error is gone");
    project.file(
        "src/a.ts", "export const a = (): number => weight('iron') + 5;\nexport const more = 1;\n");
    assertSameAs(other, project, "and another edit");
    other.close();
  }

  @Test
  @DisplayName("scriptfarm.json says whether plugins see one script at a time")
  void obeysSettings() {
    String memo = calling("const memo = {};", "memo[node.kind] ??= 1;");
    for (Map.Entry<String, Integer> setting :
        Map.of("{\"plugins\":\"per-script\"}", 1, "{\"plugins\":\"auto\"}", 3).entrySet()) {
      TestProject project = learned(memo).file("scriptfarm.json", setting.getKey());
      compiled(project);
      project.file("src/a.ts", "export const a = (): number => weight('iron') + 2;\n");
      compiled(project);
      project.file("src/a.ts", "export const a = (): number => weight('iron') + 3;\n");
      assertEquals(setting.getValue(), compiled(project), setting.getKey());
    }
    TestProject whole = learned(APART).file("scriptfarm.json", "{\"plugins\":\"whole\"}");
    compiled(whole);
    whole.file("src/a.ts", "export const a = (): number => weight('iron') + 3;\n");
    compiled(whole);
    whole.file("src/a.ts", "export const a = (): number => weight('iron') + 4;\n");
    assertEquals(3, compiled(whole));
  }

  @Test
  @DisplayName("R43 who vouches for plugins that remember is told otherwise by the evidence")
  void findsOutAgainstSettings() {
    TestProject project =
        project(calling("let n = 0;", "result.params?.push(lua.createNumericLiteral(n++));"))
            .file("scriptfarm.json", "{\"plugins\":\"per-script\"}");
    for (int edit = 0; edit < 3; edit++) {
      project.file("src/a.ts", "export const a = (): number => weight('iron') + " + edit + ";\n");
      assertEquals(3, compiled(project), "edit " + edit);
    }
  }
}
