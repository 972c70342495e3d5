package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlanWorkTest {
  private static final TstlCompiler COMPILER = TestCompilers.shared();

  @Test
  @DisplayName("R1 a plan says what the configuration says, and what plugins may stumble over")
  void plansForPeople() {
    Plan plan =
        TestProject.game()
            .file(
                "tsconfig.json",
                """
                {"compilerOptions":{"target":"es2022","lib":["esnext"],"types":[],"outDir":"../out",
                  "strict":true,"module":"esnext","moduleResolution":"bundler"},
                 "include":["*.ts"],
                 "tstl":{"luaTarget":"5.4","luaPlugins":[{"name":"./plugins/a"},{"name":"./b"}]}}\
                """)
            .file("plugins/a.js", "require('fs'); require('./deep'); module.exports = {};")
            .file("plugins/deep.js", "const { connect } = require('node:net'); require('process');")
            .file("main.ts", "import * as gone from \"gone\";\nexport * from \"../up\";\n")
            .plan(COMPILER);

    assertEquals(
        Map.of(
            "target", "es2022",
            "lib", "lib.esnext.d.ts",
            "types", "",
            "outDir", "../out",
            "strict", "true",
            "module", "esnext",
            "moduleResolution", "bundler",
            "luaTarget", "5.4"),
        plan.options());
    assertEquals(
        List.of(
            new Plan.Plugin(
                "./plugins/a",
                Plan.PluginKind.PLUGIN,
                Optional.of(new ProjectPath("plugins/a.js")),
                false),
            new Plan.Plugin("./b", Plan.PluginKind.PLUGIN, Optional.empty(), false)),
        plan.plugins());
    assertEquals(
        List.of(new Plan.Refused("node:net", new ProjectPath("plugins/deep.js"))), plan.refused());
    assertEquals(
        List.of(
            new Plan.Unresolved("gone", new ProjectPath("main.ts")),
            new Plan.Unresolved("../up", new ProjectPath("main.ts"))),
        plan.unresolved());
  }

  @Test
  @DisplayName("R44 a configuration that TSTL throws on is an error of the configuration")
  void compilerThrowsOnConfiguration() {
    Plan plan =
        TestProject.game()
            .file("tsconfig.json", "{\"extends\":[1]}")
            .file("main.ts", "export const one = 1;\n")
            .plan(COMPILER);

    assertEquals(
        List.of("tsconfig.json", "tsconfig.json"),
        plan.diagnostics().stream().map(said -> said.location().orElseThrow().file()).toList());
    assertTrue(plan.diagnostics().getFirst().message().startsWith("The compiler crashed"));
  }

  @Test
  void tellsWhatTheStoreLacksAllAtOnce() {
    TestProject project =
        TestProject.game()
            .file("shape.ts", "export const fill = 77;")
            .file("alone.ts", "export const y = 77;");
    project.forget("shape.ts");
    project.forget("alone.ts");

    Product product = project.tryToPlan(COMPILER);

    assertEquals(
        new CompileOutcome.Incomplete(
            Set.of(project.digest("shape.ts"), project.digest("alone.ts"))),
        product.outcome());
  }

  @Test
  void plansAgainAfterTheContentsCame() {
    TestProject project = TestProject.game().file("late.ts", "export const late = 1;");
    project.forget("late.ts");
    project.tryToPlan(COMPILER);

    project.file("late.ts", "export const late = 1;");

    assertTrue(project.build(COMPILER).texts().containsKey("out/late.lua"));
  }

  @Test
  @DisplayName("R43 bad input is told, and nothing of it is compiled")
  void refusesWhatIsNoProject() {
    TestProject project = TestProject.game();
    Project good = project.project();
    Blob evil = Blob.ofUtf8("{\"files\":{\"../../etc/passwd\":[\"" + good.snapshot() + "\",1]}}");
    TestProject source = TestProject.game().file("x", evil.bytes());

    Product traversal =
        TestProject.tryToPlan(
            COMPILER, new Project(good.toolchain(), evil.digest(), good.config()), source);
    Product nothing =
        TestProject.tryToPlan(
            COMPILER,
            new Project(good.toolchain(), Digest.ofUtf8("nothing"), good.config()),
            project);
    Product noConfig =
        TestProject.tryToPlan(
            COMPILER,
            new Project(good.toolchain(), good.snapshot(), new ProjectPath("nope.json")),
            project);

    assertTrue(
        assertInstanceOf(CompileOutcome.Failed.class, traversal.outcome())
            .reason()
            .contains("../../etc/passwd"));
    assertInstanceOf(CompileOutcome.Incomplete.class, nothing.outcome());
    assertTrue(
        assertInstanceOf(CompileOutcome.Failed.class, noConfig.outcome())
            .reason()
            .contains("nope.json"));
  }
}
