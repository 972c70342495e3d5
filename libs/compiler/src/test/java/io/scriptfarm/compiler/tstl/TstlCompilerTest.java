package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.lua.LuaCompilers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a compiler keeps from one state of a project to the next changes nothing.
class TstlCompilerTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  @Test
  @DisplayName("memory that earlier builds took is not held against a project")
  @Tag("long")
  void startsAgainWhenMemoryIsFull() {
    try (TstlCompiler small =
        TestCompilers.open(EnginePreference.V8, LuaCompilers.none(), 260L << 20)) {
      TestProject project = TestProject.game();
      for (int version = 0; version < 12; version++) {
        // Large syntax trees, of which the latest stay resident.
        StringBuilder table = new StringBuilder("export const version = " + version + ";\n");
        table.append("export const table: number[][] = [\n");
        for (int row = 0; row < 12_000; row++) {
          table.append("[").append(row).append(",").append(version).append(",1,2],\n");
        }
        project.file("table.ts", table.append("];\n").toString());
        assertEquals(List.of(), project.build(small).built().linked().diagnostics());
      }
    }
  }

  @Test
  @DisplayName("R4 what the same sources meant in another program is forgotten")
  void sourcesMeanWhatTheirOwnProgramSays() {
    TestProject project =
        TestProject.game()
            .file("color.ts", "export function paint(n: number) { return n; }\n")
            .file("alone.ts", "import { paint } from \"./color\";\nexport const p = paint(1);\n");
    project.file("shape.ts", "export const fill = 1;\n");
    assertTrue(project.build(COMPILER).texts().get("out/alone.lua").contains("paint(nil, 1)"));

    project.file(
        "color.ts", "/** @noSelfInFile */\nexport function paint(n: number) { return n; }\n");
    assertTrue(project.build(COMPILER).texts().get("out/alone.lua").contains("paint(1)"));

    project.file("color.ts", "export function paint(n: number) { return n; }\n");
    project.file(
        "tsconfig.json",
        """
        {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out","strict":true,
          "module":"esnext","moduleResolution":"bundler"},
         "tstl":{"luaTarget":"5.4","noImplicitSelf":true}}\
        """);
    Map<String, String> noSelf = project.build(COMPILER).texts();
    assertTrue(noSelf.get("out/alone.lua").contains("paint(1)"), noSelf.toString());
    assertTrue(noSelf.get("out/color.lua").contains("paint(n)"), noSelf.toString());
  }

  @Test
  @DisplayName("R4 a project that changed under a compiler becomes what a new one makes of it")
  @Tag("long")
  void knowsNoBetterThanANewCompiler() {
    TestProject project = TestProject.game();
    String[][] edits = {
      {"shape.ts", "import { red } from \"./color\";\nexport const fill = (a = red) => a;"},
      {"color.ts", "export const red = \"red\" as string | undefined;"},
      {"shape.ts", "export * from \"./color\";\nexport const fill = 1;"},
      {"main.ts", "import { red } from \"./shape\";\nexport const n: number = red;"},
      {"color.ts", "export function red() { return { run() {} }; }"},
      {"main.ts", "import { red } from \"./shape\";\nred().run();"},
      {"color.ts", "export function red() { return { /** @noSelf */ run() {} }; }"},
      {"color.ts", "export function red() {"},
      {"color.ts", "export function red() { return { run: () => [1].includes(2) }; }"},
      {"alone.ts", "declare global { interface Array<T> { more: T } }\nexport {};"},
      {"main.ts", "export const more: string = [1].more;"},
      {"alone.ts", "export {};"},
    };
    for (String[] edit : edits) {
      project.file(edit[0], edit[1]);
      TestProject.Build known = project.build(COMPILER);
      try (TstlCompiler fresh = TestCompilers.open()) {
        TestProject.Build clean = project.build(fresh);
        assertEquals(clean.texts(), known.texts(), edit[1]);
        assertEquals(clean.built().diagnostics(), known.built().diagnostics(), edit[1]);
      }
    }
  }

  @Test
  @DisplayName("R4 what TSTL does to a syntax tree does not reach the next program that has it")
  void treesOutliveProgramsUnharmed() {
    TestProject project =
        new TestProject()
            .file(
                "a.ts",
                """
                class Lock { [Symbol.dispose]() {} }
                export function twice(n: number) {
                  using lock = new Lock();
                  const xs = [n].map(x => { return x * 2; });
                  return xs;
                }
                """);
    String config =
        """
        {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[]},"tstl":{"luaTarget":"%s"}}\
        """;
    List<String> targets = List.of("5.4", "5.3", "JIT");
    for (String target : targets) {
      TestProject.Build build =
          project.file("tsconfig.json", config.formatted(target)).build(COMPILER);
      assertEquals(List.of(), build.built().diagnostics(), target);
      assertTrue(build.texts().containsKey("a.lua"), target);
    }
  }

  @Test
  @DisplayName("R4 a link in a comment says what it names in this program")
  void commentsLinkToWhatThereIs() {
    TestProject project =
        TestProject.game()
            .file("color.ts", "export function paint(n: number) { return n; }\n")
            .file(
                "alone.ts",
                """
                import { paint } from "./color";
                /** Uses {@link paint}. @see {@link paint} */
                export const p = paint(1);
                """);
    String resolved = project.build(COMPILER).texts().get("out/alone.lua");
    assertTrue(resolved.contains("Uses {@link paint}."), resolved);

    project.file("color.ts", "export function dye(n: number) { return n; }\n");
    String unresolved = project.build(COMPILER).texts().get("out/alone.lua");
    try (TstlCompiler fresh = TestCompilers.open()) {
      assertEquals(project.build(fresh).texts().get("out/alone.lua"), unresolved);
    }
  }
}
