package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Errors whose words follow from what the checker saw before.
class ExactDiagnosticsTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /// `tstl` comes to `types.ts` first, which has the types in another order than `main.ts`. Each is
  /// another project to the compiler, which may still know what it checked of the one before.
  private static TestProject project() {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"lib":["esnext"],"types":[],"strict":true,"outDir":"out"},
             "files":["main.ts"]}\
            """)
        .file(
            "types.ts",
            """
            export interface Left { both: number; left: number }
            export interface Right { both: number; right: number }
            // %d
            """
                .formatted(NUMBERS.incrementAndGet()))
        .file(
            "main.ts",
            """
            import { Left, Right } from "./types";
            export const shown: Right | Left = 1;
            declare const some: { both: number };
            export function named(side: Right | Left | undefined) { return side?.both; }
            named(some);
            """);
  }

  @Test
  @DisplayName("R1 exact diagnostics have the words of tstl, whatever a worker checked before")
  void exactWordsAreThoseOfTstl(@TempDir Path folder) {
    TestProject project = compiledBackwards();

    Product exact = project.linkExactly(COMPILER);

    assertEquals(TstlOnNode.run(project, folder).said(), said(diagnostics(exact)));
  }

  @Test
  @DisplayName("R5 other builds have the words of the worker, and the same codes and places")
  void othersHaveTheWordsOfTheWorker() {
    TestProject project = compiledBackwards();

    List<Diagnostic> own = diagnostics(project.link(COMPILER));
    List<Diagnostic> exact = diagnostics(project.linkExactly(COMPILER));

    assertNotEquals(said(exact), said(own));
    assertEquals(places(exact), places(own));
  }

  @Test
  @DisplayName("what was linked with exact diagnostics is known to builds without")
  void exactResultServesAll() {
    TestProject project = compiledBackwards();

    Product exact = project.linkExactly(COMPILER);

    Map<CompileKey, Settled> known = exact.byproducts();
    assertEquals(exact.outcome(), known.get(LinkJob.key(project.project())));
  }

  @Test
  @DisplayName("R6 so is that of a project with plugins: bytecode is made of it")
  void exactResultWithPluginsServesAll() {
    TestProject project =
        project()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"lib":["esnext"],"types":[],"strict":true,"outDir":"out"},
                 "files":["main.ts"],"tstl":{"luaPlugins":[{"name":"./plugin"}]}}\
                """)
            .file("plugin.js", "module.exports = {};");
    project.plan(COMPILER);

    Product exact = project.linkExactly(COMPILER);

    assertEquals(exact.outcome(), exact.byproducts().get(LinkJob.key(project.project())));
  }

  private static TestProject compiledBackwards() {
    TestProject project = project();
    ((Plan.Sharded) project.plan(COMPILER).work())
        .tasks()
        .reversed()
        .forEach(task -> project.settle(COMPILER, task));
    return project;
  }

  private static List<Diagnostic> diagnostics(Product linked) {
    return ((Settled) linked.outcome()).diagnostics();
  }

  private static String said(List<Diagnostic> diagnostics) {
    StringBuilder said = new StringBuilder();
    for (Diagnostic diagnostic : diagnostics) {
      Diagnostic.Location at = diagnostic.location().orElseThrow();
      said.append(
          "%s(%d,%d): error TS%d: %s\n"
              .formatted(
                  at.file(), at.line(), at.column(), diagnostic.code(), diagnostic.message()));
    }
    return said.toString();
  }

  private static List<List<Object>> places(List<Diagnostic> diagnostics) {
    return diagnostics.stream()
        .map(diagnostic -> List.<Object>of(diagnostic.code(), diagnostic.location()))
        .toList();
  }
}
