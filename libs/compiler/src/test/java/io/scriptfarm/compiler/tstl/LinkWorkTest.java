package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LinkWorkTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  @Test
  @DisplayName("R1 a project becomes Lua, with the library that it needs")
  void buildsAProject() {
    TestProject.Build build =
        TestProject.game()
            .file("main.ts", "export const x = [1, 2].map(v => v * 2);")
            .build(COMPILER);

    assertEquals(
        Set.of(
            "out/main.lua",
            "out/shape.lua",
            "out/color.lua",
            "out/alone.lua",
            "out/lualib_bundle.lua"),
        build.texts().keySet());
    assertTrue(
        build.texts().get("out/main.lua").contains("__TS__ArrayMap"), build.texts().toString());
    assertTrue(
        build.built().linked().outputs().stream()
            .anyMatch(
                o ->
                    o.path().equals("out/main.lua")
                        && o.script().equals(Optional.of(new ProjectPath("main.ts")))));
  }

  @Test
  @DisplayName("a project without scripts has the same errors however often it is built")
  void projectWithoutScripts() {
    TestProject project =
        new TestProject()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"lib":["esnext"],"types":["engine"]},"include":["src"],
                 "references":[{"path":"./other"}]}\
                """)
            .file(
                "node_modules/engine/package.json",
                "{\"name\":\"engine\",\"types\":\"index.d.ts\"}")
            .file(
                "node_modules/engine/index.d.ts",
                "declare function on(f: Function): Record<string, 1>;\n")
            .file(
                "other/tsconfig.json",
                "{\"compilerOptions\":{\"composite\":true},\"files\":[\"a.ts\"]}")
            .file("other/a.ts", "export const a = 1;\n");
    List<Diagnostic> before = project.build(COMPILER).built().linked().diagnostics();

    project.file("other/a.ts", "export const a = 2;\n");

    assertEquals(before, project.build(COMPILER).built().linked().diagnostics());
  }

  @Test
  void aConversionIsToldAtTheFirstScriptThatMakesIt() {
    String converting =
        """
        import { plain, take } from "./types";
        export const NAME = take(plain);
        """;
    TestProject project =
        TestProject.game()
            .file(
                "types.ts",
                """
                export type Plain = (this: void, x: number) => void;
                export const plain: Plain = _ => {};
                export function take(f: (x: number) => void) { return f; }
                """)
            .file("one.ts", converting.replace("NAME", "one"))
            .file("two.ts", converting.replace("NAME", "two"));
    assertEquals(List.of("one.ts"), conversions(project));

    project.file("one.ts", "export const one = 1;\n");
    assertEquals(List.of("two.ts"), conversions(project));
  }

  /// Where the build tells of a conversion.
  private List<String> conversions(TestProject project) {
    return project.build(COMPILER).built().linked().diagnostics().stream()
        .filter(diagnostic -> diagnostic.message().contains("Unable to convert function"))
        .map(diagnostic -> diagnostic.location().orElseThrow().file())
        .toList();
  }

  @Test
  void whatTheStoreLostIsTold() {
    TestProject project = TestProject.game();
    Plan.Sharded work = (Plan.Sharded) project.plan(COMPILER).work();

    CompileOutcome lost = project.link(COMPILER).outcome();

    assertEquals(new CompileOutcome.Lost(work.tasks().size() + " outcomes"), lost);
  }

  @Test
  @DisplayName("R4 Lua that the store lacks is asked for, and never linked as nothing")
  void luaThatTheStoreLacksIsAskedFor() {
    TestProject project =
        TestProject.game()
            .file("main.ts", "import { fall } from \"./physics\";\nfall();\n")
            .file("physics.d.ts", "export function fall(): void;\n")
            .file("physics.lua", "return { fall = function() end }\n");
    Plan.Sharded work = (Plan.Sharded) project.plan(COMPILER).work();
    work.tasks().forEach(task -> project.settle(COMPILER, task));
    project.forget("physics.lua");

    assertEquals(
        new CompileOutcome.Incomplete(Set.of(project.digest("physics.lua"))),
        project.link(COMPILER).outcome());
  }

  @Test
  @DisplayName(
      "R43 a compiled script that the store lost is made again, and nobody is asked for it")
  void aCompiledScriptThatTheStoreLost() {
    TestProject project = TestProject.game();
    Plan.Sharded work = (Plan.Sharded) project.plan(COMPILER).work();
    work.tasks().forEach(task -> project.settle(COMPILER, task));
    project.forgetWhatBecameOf(work.tasks().getFirst());

    assertEquals(
        new CompileOutcome.Lost("1 of the compiled scripts"), project.link(COMPILER).outcome());
  }

  @Test
  void bytecodeAndTheSourceOfEachFileComeAsByproducts() {
    TestProject project = TestProject.game();
    Plan.Sharded work = (Plan.Sharded) project.plan(COMPILER).work();
    work.tasks().forEach(task -> project.settle(COMPILER, task));

    Product linked = project.link(COMPILER);

    LinkJob.Linked outcome = assertInstanceOf(LinkJob.Linked.class, linked.outcome());
    OutputFile main =
        outcome.outputs().stream()
            .filter(file -> file.path().equals("out/main.lua"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        new LinkJob.Artifact("out/main.lua", main.script(), main.map().orElseThrow()),
        linked.byproducts().get(LinkJob.Artifact.key(main.digest())));
    assertInstanceOf(
        BytecodeJob.BytecodeCompiled.class,
        linked.byproducts().get(BytecodeJob.key(project.project(), BytecodeFormat.LUA54)));
    assertEquals(0, linked.scripts());
  }

  @Test
  @DisplayName("R44 a configuration that sends outputs over sources or into .git gets errors")
  void outputsOverSourcesAreErrors() {
    for (String said :
        List.of(
            "\"luaBundle\":\"tsconfig.json\",\"luaBundleEntry\":\"main.ts\"",
            "\"luaBundle\":\".git/hooks/pre-push\",\"luaBundleEntry\":\"main.ts\"",
            "\"extension\":\"ts\"")) {
      TestProject.Build build =
          new TestProject()
              .file(
                  "tsconfig.json",
                  "{\"compilerOptions\":{\"lib\":[\"esnext\"],\"types\":[]},\"tstl\":{%s}}"
                      .formatted(said))
              .file("main.ts", "export const x = 1;\n")
              .build(COMPILER);

      assertEquals(Set.of(), build.texts().keySet(), said);
      assertTrue(build.built().diagnostics().stream().anyMatch(Diagnostic::isError), said);
    }
  }
}
