package io.scriptfarm.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.compiler.protocol.RunnableScript.JsModule;
import io.scriptfarm.compiler.protocol.RunnableScript.LuaModule;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.ParityReport;
import io.scriptfarm.contract.ProjectPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Only what the same inputs always have is settled, and so kept.
@DisplayName("R10 a comparison is a fact or is not")
class ParitySettlesTest {
  private static final ProjectPath MAIN = new ProjectPath("main.ts");

  private static RunnableScript script(String luaTarget, String js, String lua) {
    return new RunnableScript(
        List.of(new LuaModule("main", Optional.of(MAIN), lua, Optional.empty())),
        List.of(new JsModule(MAIN.value(), js, Optional.empty(), Map.of())),
        "main",
        luaTarget,
        Optional.empty());
  }

  /// Without a real Lua.
  private static CompileOutcome run(String luaTarget, String js, String lua) {
    return ParityRun.of(
        JsEngines.select(EnginePreference.GRAALJS),
        _ -> Optional.empty(),
        script(luaTarget, js, lua),
        MAIN,
        0);
  }

  @Test
  void bothEndByThemselves() {
    assertInstanceOf(ParityJob.Compared.class, run("5.2", "print(1)", "print(1)"));
  }

  @Test
  @DisplayName("LuaJ's budget of instructions ends a script in the same place each time")
  void luaEndsByItsBudget() {
    ParityReport report =
        assertInstanceOf(
                ParityJob.Compared.class, run("5.2", "print(1)", "print(1) while true do end"))
            .report();

    assertEquals(
        List.of("Lua did not end within " + ParityJob.INSTRUCTIONS + " instructions"),
        report.notes());
  }

  @Test
  void timeIsNoFact() {
    ParityReport report =
        assertInstanceOf(
                ParityJob.Provisional.class, run("5.2", "print(1); while (true) {}", "print(1)"))
            .report();

    assertEquals(List.of("TypeScript did not end within 5 s"), report.notes());
    assertEquals(1, report.steps());
  }

  @Test
  @DisplayName("LuaJ says nothing final about a target that it stands in for")
  void luaJInstead() {
    ParityReport report =
        assertInstanceOf(ParityJob.Provisional.class, run("5.4", "print(1)", "print(1)")).report();

    assertEquals("LuaJ", report.lua());
    assertTrue(report.notes().getLast().contains("has no Lua 5.4"), report::toString);
  }

  @Test
  void processThatWasKilledIsNoFact() {
    CompileOutcome outcome =
        ParityProcess.run(script("5.2", "print(1)", "print(1)"), MAIN, 0, Duration.ZERO);

    ParityReport report = assertInstanceOf(ParityJob.Provisional.class, outcome).report();
    assertEquals(List.of("the script did not end within 0 s"), report.notes());
  }
}
