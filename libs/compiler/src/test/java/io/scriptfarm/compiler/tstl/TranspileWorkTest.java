package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TranspileWorkTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  @Test
  @DisplayName("an error about what a transformer made of one script does not meet the next one")
  void transformedScriptsLeaveNothingPending() {
    TestProject project =
        new TestProject()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"strict":true,
                  "jsx":"react","jsxFactory":"element","module":"esnext","moduleResolution":"bundler"},
                 "tstl":{"luaTarget":"5.4"}}\
                """)
            .file(
                "jsx.d.ts",
                "declare namespace JSX { interface Element {} interface IntrinsicElements { row: {}"
                    + " } }")
            .file("a.tsx", "export const row = <row />;\n")
            .file("b.ts", "export const other = 1;\n");

    List<String> found =
        project.build(COMPILER).built().linked().diagnostics().stream()
            .map(d -> d.location().map(at -> at.file()).orElse("") + " " + d.code())
            .toList();

    assertEquals(List.of("a.tsx 2874"), found);
  }

  @Test
  @DisplayName("R4 a script has the same diagnostics whatever was compiled before it")
  void diagnosticsDoNotDependOnTheOrder() {
    TestProject project =
        TestProject.game()
            .file(
                "color.ts",
                """
                export type Func = (this: void, s: string) => string;
                export declare const method: (this: any, s: string) => string;
                """)
            .file(
                "shape.ts",
                "import { Func, method } from \"./color\";\nexport const fill: Func = method;\n");
    project.plan(COMPILER);
    Plan.Script shape = new Plan.Script(new ProjectPath("shape.ts"));

    CompileOutcome first = project.transpile(COMPILER, shape).outcome();
    CompileOutcome second = project.transpile(COMPILER, shape).outcome();

    assertEquals(1, assertInstanceOf(TranspileJob.Transpiled.class, first).diagnostics().size());
    assertEquals(first, second);
  }

  @Test
  void reportsDiagnosticsWithTheirPlace() {
    TestProject.Build build =
        TestProject.game().file("alone.ts", "\nlet n: number = \"x\";\nexport {};").build(COMPILER);

    Diagnostic diagnostic = build.built().diagnostics().getFirst();
    assertEquals(2322, diagnostic.code());
    assertEquals(
        Optional.of(new Diagnostic.Location("alone.ts", 5, 1, 2, 5)), diagnostic.location());
  }

  @Test
  void decodesSourcesAsNodeDoes() {
    TestProject.Build build =
        TestProject.game()
            .file("alone.ts", "\uFEFFexport const s = \"ä\";".getBytes(StandardCharsets.UTF_16LE))
            .file("color.ts", new byte[] {'/', '/', (byte) 0xff, '\n'})
            .file("shape.ts", "export const fill = 1;")
            .build(COMPILER);

    assertTrue(build.texts().get("out/alone.lua").contains("ä"), build.texts().toString());
  }

  @Test
  void writesInlineSourceMaps() {
    TestProject project =
        TestProject.game()
            .file("alone.ts", "export const s = \"äöü€𝄞\";\n")
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out",
                  "module":"esnext","moduleResolution":"bundler","inlineSourceMap":true},
                 "tstl":{"luaTarget":"5.4","sourceMapTraceback":true}}\
                """);

    String lua = project.build(COMPILER).texts().get("out/alone.lua");

    String marker = "--# sourceMappingURL=data:application/json;base64,";
    int map = lua.indexOf(marker);
    assertTrue(map > 0, lua);
    String json =
        new String(
            Base64.getDecoder().decode(lua.substring(map + marker.length()).strip()),
            StandardCharsets.UTF_8);
    assertTrue(json.contains("\"file\":\"alone.lua\"") && json.contains("alone.ts"), json);
  }
}
