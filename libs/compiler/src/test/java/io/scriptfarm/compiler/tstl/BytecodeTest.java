package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.BytecodeJob.BytecodeCompiled;
import io.scriptfarm.contract.BytecodeJob.Chunk;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.lua.LuaCompilers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("R6 the bytecode of a build")
class BytecodeTest {
  private static TstlCompiler able;
  private static TstlCompiler unable;

  @BeforeAll
  static void open() {
    able = TestCompilers.shared();
    unable = TestCompilers.open(LuaCompilers.none());
  }

  @AfterAll
  static void close() {
    unable.close();
  }

  private static TestProject project(String luaTarget) {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out","strict":true,
              "module":"esnext","moduleResolution":"bundler","declaration":true},
             "tstl":{"luaTarget":"%s"}}\
            """
                .formatted(luaTarget))
        .file("main.ts", "export const prices = { sword: 10, bow: 8, ring: 99, helm: 7 };\n");
  }

  @Test
  void isOfTheFormatThatTheTargetLoads() {
    assertEquals(Optional.of(BytecodeFormat.LUA51), project("5.1").plan(able).bytecode());
    assertEquals(Optional.of(BytecodeFormat.LUAJIT), project("JIT").plan(able).bytecode());
    assertEquals(Optional.of(BytecodeFormat.LUA52), project("universal").plan(able).bytecode());
    assertEquals(Optional.empty(), project("Luau").plan(able).bytecode());
    var untargeted = project("5.1").file("tsconfig.json", "{\"compilerOptions\":{\"types\":[]}}");
    assertEquals(Optional.of(BytecodeFormat.LUA52), untargeted.plan(able).bytecode());
  }

  @Test
  void comesWithTheLuaAndOnlyForIt() {
    InProcessBuild.Built built = project("JIT").build(able).built();
    Map<String, Chunk> chunks = built.bytecode().orElseThrow().chunks();
    assertEquals(Set.of("out/main.lua"), chunks.keySet());
    assertInstanceOf(BytecodeJob.Loadable.class, chunks.get("out/main.lua"));
    assertTrue(built.linked().outputs().size() > 1, built.linked().toString());
    assertEquals(List.of(), built.diagnostics());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("is the same whoever compiles it, and when")
  void isTheSameWhoeverCompilesIt(BytecodeFormat format) {
    TestProject project = project("universal");
    InProcessBuild build = new InProcessBuild(unable, project.project(), project);
    var linked = assertInstanceOf(InProcessBuild.Built.class, build.run(silent())).linked();
    try (TstlCompiler another = TestCompilers.open(LuaCompilers.ofThisMachine())) {
      CompileOutcome first = project.bytecode(able, linked, format, build);
      assertEquals(first, project.bytecode(another, linked, format, build));
    }
  }

  @Test
  @DisplayName("cannot be had where there is no compiler, and that is no fact about the build")
  void cannotBeHadWithoutCompiler() {
    TestProject project = project("5.4");
    InProcessBuild build = new InProcessBuild(unable, project.project(), project);
    var built = assertInstanceOf(InProcessBuild.Built.class, build.run(silent()));
    assertEquals(Optional.empty(), built.bytecode());

    CompileOutcome there = project.bytecode(unable, built.linked(), BytecodeFormat.LUA54, build);
    var failed = assertInstanceOf(CompileOutcome.Failed.class, there);
    assertEquals(CompileOutcome.Blame.RESOURCES, failed.blame());
    assertTrue(
        failed.reason().startsWith("bytecode for lua54 is not available here: "), failed.reason());

    CompileOutcome here = project.bytecode(able, built.linked(), BytecodeFormat.LUA54, build);
    assertEquals(project.build(able).built().bytecode(), Optional.of(here));
  }

  @Test
  @DisplayName("finds Lua that is none, and warns of it at its line")
  void warnsOfInvalidLua() {
    TestProject project =
        project("5.4")
            .file(
                "main.ts",
                """
                export function find(names: string[]) {
                  for (const name of names) {
                    try {
                      if (name === "x") break;
                    } finally {
                      print(name);
                    }
                  }
                }
                declare function print(text: string): void;
                """);
    TestProject.Build build = project.build(able);
    Diagnostic warning = build.built().diagnostics().getFirst();
    assertEquals(1, build.built().diagnostics().size(), build.built().diagnostics().toString());
    assertTrue(warning.isRemark(), warning.toString());
    assertEquals(3, warning.code());
    assertTrue(
        warning.message().startsWith("Lua 5.4.7 cannot load what this becomes, out/main.lua:"),
        warning.message());
    Diagnostic.Location place = warning.location().orElseThrow();
    assertEquals(new Diagnostic.Location("main.ts", 104, 6, 4, 25), place);
    var chunk = build.built().bytecode().orElseThrow().chunks().get("out/main.lua");
    int line = assertInstanceOf(BytecodeJob.Invalid.class, chunk).line();
    String text = build.texts().get("out/main.lua");
    assertEquals("break", text.lines().skip(line - 1).findFirst().orElseThrow().strip(), text);
  }

  @Test
  @DisplayName("is made of text only: what looks like bytecode is not loaded")
  void isMadeOfTextOnly() {
    Blob code = Blob.of(new byte[] {0x1B, 'L', 'u', 'a', 0x54, 0, 0x19, (byte) 0x93, 13, 10, 26});
    var output =
        new OutputFile("x.lua", Optional.empty(), code.digest(), 11, Optional.empty(), true);
    var linked = new LinkJob.Linked(List.of(output), List.of(), false);
    TestProject empty = new TestProject();
    for (BytecodeFormat format : BytecodeFormat.values()) {
      CompileOutcome outcome =
          empty.bytecode(able, linked, format, ContentSource.of(List.of(code), empty));
      if (outcome instanceof BytecodeCompiled(var chunks, var diagnostics, var _)) {
        assertInstanceOf(BytecodeJob.Invalid.class, chunks.get("x.lua"), format.id());
        assertEquals(1, diagnostics.size());
      } else {
        // The library of Lua 5.3 is the system's, which may have none.
        assertEquals(BytecodeFormat.LUA53, format, outcome.toString());
      }
    }
  }

  private static InProcessBuild.Progress silent() {
    return new InProcessBuild.Progress() {
      @Override
      public void planned(int tasks) {}

      @Override
      public void taskDone() {}
    };
  }
}
