package io.scriptfarm.compiler.tstl;

import static io.scriptfarm.compiler.tstl.PluginProjects.APART;
import static io.scriptfarm.compiler.tstl.PluginProjects.calling;
import static io.scriptfarm.compiler.tstl.PluginProjects.project;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.lua.LuaCompilers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What is seen of plugins on one worker holds on every worker.
class PluginEvidenceTest {
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

  /// How many scripts a build of it compiled on a worker with a store.
  private static int compiled(TestProject project, TstlCompiler worker) {
    project.plan(worker);
    return project.stored(project.link(worker)).scripts();
  }

  private static void assertIsAsMadeByAnother(TestProject project, TstlCompiler other) {
    Map<String, String> texts = new TreeMap<>();
    if (project.known(Set.of(LinkJob.key(project.project()))).values().iterator().next()
        instanceof LinkJob.Linked linked) {
      linked.outputs().forEach(o -> texts.put(o.path(), text(project, o.digest())));
      linked
          .outputs()
          .forEach(o -> o.map().ifPresent(map -> texts.put(o.path() + ".map", text(project, map))));
    }
    TestProject.Build build = project.build(other);
    Map<String, String> expected = new TreeMap<>(build.texts());
    build
        .built()
        .linked()
        .outputs()
        .forEach(
            o ->
                o.map()
                    .ifPresent(
                        map ->
                            expected.put(
                                o.path() + ".map", TestProject.text(build.read(map).bytes()))));
    assertEquals(expected, texts);
  }

  private static String text(TestProject project, Digest digest) {
    return TestProject.text(project.read(digest).orElseThrow().bytes());
  }

  @Test
  @DisplayName("R4 what one worker saw of plugins and scripts holds for every worker")
  void sharesEvidence() {
    TestProject project = project(APART);
    assertEquals(3, compiled(project, compiler));
    project.file("src/a.ts", "export const a = (): number => weight('iron') + 1;\n");
    assertEquals(3, compiled(project, compiler), "nobody knows the plugin");
    TstlCompiler another = compiler();
    project.file("src/a.ts", "export const a = (): number => weight('iron') + missing;\n");
    assertEquals(1, compiled(project, another), "the first edit on another worker");
    assertIsAsMadeByAnother(project, compiler);
    project.file("src/b.ts", "export function b() { return weight('wood') + 1; }\n");
    assertEquals(1, compiled(project, another));
    project.file("src/b.ts", "import './a';\nexport function b() { return 2; }\n");
    assertEquals(3, compiled(project, another), "a new import");
    another.release();
    project.file("src/b.ts", "import './main';\nexport function b() { return 2; }\n");
    assertEquals(3, compiled(project, another), "a new import, in a new session");

    TestProject second = project(APART).sharing(project);
    second.file("src/more.ts", "export const more = () => weight('iron');\n");
    another.release();
    assertEquals(4, compiled(second, another), "the first build of another project");
    second.file("src/more.ts", "export const more = () => weight('wood');\n");
    assertEquals(1, compiled(second, another), "with plugins that are known");
    assertIsAsMadeByAnother(second, compiler);
    another.release();
    second.file("plugin.js", APART.replace("iron: 7", "iron: 8"));
    assertEquals(4, compiled(second, another), "another plugin goes on from nothing");
    assertIsAsMadeByAnother(second, compiler);
    another.close();
  }

  @Test
  @DisplayName(
      "R43 a difference that one worker finds counts for every worker, and for what was made")
  void revokesEvidence() {
    TestProject project =
        project(
                calling(
                    "let n = 0;",
                    "if (node.arguments.length > 1)"
                        + " result.params?.push(lua.createNumericLiteral(n++));"))
            .file("scriptfarm.json", "{\"plugins\":\"per-script\"}")
            .file("src/b.ts", "export const b = (): number => weight('wood');\n");
    compiled(project, compiler);
    project.file("src/a.ts", "export const a = (): number => weight('iron') + 1;\n");
    assertEquals(3, compiled(project, compiler), "agrees");
    String call = "(weight as (...of: string[]) => number)('iron', 'wood')";
    project.file("src/a.ts", "export const a = (): number => " + call + ";\n");
    assertEquals(1, compiled(project, compiler));
    CompileKey before = LinkJob.key(project.project());
    project.file("src/b.ts", "export const b = (): number => " + call + ";\n");
    assertEquals(1, compiled(project, compiler), "wrong, and nobody knows");
    CompileKey wrong = LinkJob.key(project.project());
    Map<CompileKey, Settled> believed = project.known(Set.of(before, wrong));
    assertEquals(Set.of(before, wrong), believed.keySet());

    TstlCompiler another = compiler();
    project.stored(project.linkExactly(another));

    Map<CompileKey, Settled> standing = project.known(Set.of(before, wrong));
    assertEquals(Set.of(wrong), standing.keySet(), "what rests on evidence is made again");
    assertNotEquals(believed.get(wrong), standing.get(wrong), "and this one is right now");
    project.file("src/a.ts", "export const a = (): number => weight('iron') + 3;\n");
    assertEquals(3, compiled(project, compiler), "on the worker that trusted the plugin");
    assertIsAsMadeByAnother(project, another);
    another.close();
  }
}
