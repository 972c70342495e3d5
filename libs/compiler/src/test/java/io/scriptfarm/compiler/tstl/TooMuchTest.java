package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 what is too much for the compiler")
class TooMuchTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();
  private static final ProjectPath ALONE = new ProjectPath("alone.ts");

  private static TestProject project(String text) {
    return TestProject.game().file("alone.ts", text);
  }

  private static TooMuch tooMuch(CompileOutcome outcome) {
    return assertInstanceOf(TooMuch.class, outcome);
  }

  @Test
  @DisplayName("is not an expression that is deeper than tstl can take on Node")
  void compilesWhatNodeDoes() {
    int depth = 1_000; // for which Node runs out of stack
    String text = "export const a = " + "(".repeat(depth) + "1" + ")".repeat(depth) + ";\n";

    assertEquals(List.of(), project(text).build(COMPILER).built().diagnostics());
  }

  @Test
  @DisplayName("is not a ring of 2,000 imports")
  void compilesARing() {
    TestProject project = TestProject.game();
    int scripts = 2_000;
    for (int i = 0; i < scripts; i++) {
      project.file(
          "ring/r%d.ts".formatted(i),
          "import { r%2$d } from \"./r%2$d\";\nexport const r%1$d: number = 1;\nexport const s%1$d = () => r%2$d;\n"
              .formatted(i, (i + 1) % scripts));
    }

    Plan plan = project.plan(COMPILER);

    assertEquals(scripts + 4, plan.work().scripts().size());
    assertInstanceOf(
        TranspileJob.Transpiled.class,
        project.transpile(COMPILER, new Plan.Script(new ProjectPath("ring/r77.ts"))).outcome());
  }

  @Test
  @DisplayName("names the file that cannot be parsed")
  void namesWhatIsNestedTooDeeply() {
    int depth = 200_000;
    String text = "export const a = " + "(".repeat(depth) + "1" + ")".repeat(depth) + ";\n";

    TooMuch outcome = tooMuch(project(text).tryToPlan(COMPILER).outcome());

    assertEquals(Set.of(ALONE), outcome.culprits());
    assertTrue(outcome.reason().contains("ran out of stack"), outcome.reason());
  }

  @Test
  @DisplayName("names the file that cannot be bound, whichever script was asked for")
  void namesWhatCannotBeBound() {
    TestProject project =
        project("export function f(a: any): void {\n  a" + ".b".repeat(200_000) + ";\n}\n");
    project.plan(COMPILER);
    Plan.Script color = new Plan.Script(new ProjectPath("color.ts"));

    assertEquals(Set.of(ALONE), tooMuch(project.transpile(COMPILER, color).outcome()).culprits());
    assertEquals(
        Set.of(),
        tooMuch(project.transpile(COMPILER, new Plan.Script(ALONE)).outcome()).culprits());
  }

  @Test
  @DisplayName("is a text that is longer than the farm reads, and said to be")
  void saysWhichLimitOfTheFarmItIs() {
    TestProject project = project("export const s = \"" + "x".repeat(20_000_000) + "\";\n");
    project.plan(COMPILER);

    TooMuch outcome = tooMuch(project.transpile(COMPILER, new Plan.Script(ALONE)).outcome());

    assertEquals(Set.of(), outcome.culprits());
    assertTrue(outcome.reason().contains("20000000"), outcome.reason());
  }

  @Test
  @DisplayName("does not keep the other scripts from being linked")
  void linksTheOthers() {
    TestProject project = TestProject.game();
    Plan.Sharded work = (Plan.Sharded) project.plan(COMPILER).work();
    TreeSet<CompileKey> without = new TreeSet<>();
    for (Plan.Task task : work.tasks()) {
      if (task.subject().equals(new Plan.Script(ALONE))) {
        without.add(task.key());
      } else {
        project.settle(COMPILER, task);
      }
    }

    var linked = (LinkJob.Linked) project.link(COMPILER, without).outcome();

    assertEquals(
        List.of("out/color.lua", "out/main.lua", "out/shape.lua"),
        linked.outputs().stream().map(output -> output.path()).sorted().toList());
    assertEquals(List.of(), linked.diagnostics());
  }

  @Test
  @DisplayName("of a bundle is blamed on the script that is most of it")
  void namesWhatIsMostOfABundle() {
    TestProject project =
        project("export const s = \"" + "x".repeat(19_999_000) + "\";\n")
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out"},
                 "tstl":{"luaTarget":"5.4","luaBundle":"all.lua","luaBundleEntry":"main.ts"}}\
                """)
            .file("main.ts", "import { s } from \"./alone\";\nexport const x = s;\n");
    ((Plan.Sharded) project.plan(COMPILER).work())
        .tasks()
        .forEach(task -> project.settle(COMPILER, task));

    assertEquals(Set.of(ALONE), tooMuch(project.link(COMPILER).outcome()).culprits());
  }
}
