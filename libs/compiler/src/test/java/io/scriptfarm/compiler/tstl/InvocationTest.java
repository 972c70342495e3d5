package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Invocation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What tstl does with options of its command line, and with the folder that it is called in, the
/// farm does.
@DisplayName("R1 an invocation")
class InvocationTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();
  private static final String HEADER = "--[[ Generated";

  private static TestProject.Build build(TestProject project, String folder, String... options) {
    return project.calledBy(new Invocation(folder, List.of(options))).build(COMPILER);
  }

  @Test
  @DisplayName("with options compiles by them, and the next one without them does not")
  void optionsReachTheCompile() {
    TestProject project = TestProject.game();
    String before = project.build(COMPILER).texts().get("out/color.lua");

    String after = build(project, "", "--noHeader").texts().get("out/color.lua");

    assertTrue(before.startsWith(HEADER), before);
    assertFalse(after.startsWith(HEADER), after);
    assertEquals(before, TestProject.game().build(COMPILER).texts().get("out/color.lua"));
  }

  @Test
  @DisplayName("puts Lua and declarations where tstl puts them")
  void namesPlaces() {
    TestProject project = TestProject.game();

    TestProject.Build build = build(project, "work", "--outDir", "lua", "--declaration");

    assertEquals("lua", build.built().plan().options().get("outDir"));
    assertTrue(build.texts().containsKey("lua/color.lua"), build.texts()::toString);
    assertTrue(build.texts().containsKey("work/lua/color.d.ts"), build.texts()::toString);
    assertEquals(List.of(), build.built().diagnostics());
  }

  @Test
  @DisplayName("has the caller's folder, by which tstl finds the entry of a bundle first")
  void hasTheFolder() {
    TestProject project =
        TestProject.game()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"module":"esnext",
                  "moduleResolution":"bundler"},
                 "tstl":{"luaTarget":"5.4","luaBundle":"all.lua","luaBundleEntry":"../main.ts"}}\
                """);

    assertEquals(Set.of("all.lua"), build(project, "work").texts().keySet());
    assertTrue(
        messages(project.calledBy(new Invocation("", List.of())).build(COMPILER))
            .contains("Could not find bundle entry point '../main.ts'"));
  }

  @Test
  @DisplayName("with an option that tstl does not take is told in tstl's words")
  void tellsWrongOptions() {
    String told = messages(build(TestProject.game(), "", "--luaTarget", "9", "--nonsense"));

    assertTrue(told.contains("Argument for '--luaTarget' option must be: universal"), told);
    assertTrue(told.contains("Unknown compiler option '--nonsense'"), told);
  }

  private static String messages(TestProject.Build build) {
    return build.built().diagnostics().stream().map(Diagnostic::message).toList().toString();
  }
}
