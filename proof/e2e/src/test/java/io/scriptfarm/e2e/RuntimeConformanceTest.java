package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.scriptfarm.harness.Repository;
import io.scriptfarm.luaparity.Dialect;
import io.scriptfarm.luaparity.DialectReport;
import io.scriptfarm.luaparity.EngineTrials;
import io.scriptfarm.luaparity.Trial;
import io.scriptfarm.luaparity.ValueCases;
import io.scriptfarm.peersuite.PeerCases;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.reallua.MissingLuaException;
import io.scriptfarm.runtime.reallua.RealLua;
import io.scriptfarm.runtime.reallua.RealLuaEngine;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("long")
@DisplayName("R10 R30 the script runtime gives the recorded values")
class RuntimeConformanceTest {
  @ParameterizedTest
  @CsvSource({"LUAJ, 4000", "LUA54, 4000", "LUA51, 140", "LUAJIT, 45"})
  @Timeout(300)
  void ofEachProgramOfItsTargets(Dialect lua, int atLeast) throws IOException {
    ValueCases cases =
        ValueCases.read(
            PeerCases.find(Repository.root(), System.getenv())
                .orElseGet(
                    () ->
                        abort(
                            "RUNTIME CONFORMANCE NOT TESTED: the recorded suite is not here"
                                + " (../shared/peer-suite beside the checkout, or"
                                + " FARM_PEER_SUITE)")));
    List<Trial> trials;
    try (ScriptEngine engine = engine(lua)) {
      trials = EngineTrials.run(engine, lua, cases);
    }
    DialectReport report = new DialectReport(trials);
    assertTrue(trials.size() >= atLeast, trials.size() + " trials say little");
    assertEquals(List.of(), report.unexplained());
    System.out.println(
        "RUNTIME CONFORMANCE: %s: of %d programs, other values: %s"
            .formatted(lua.title(), trials.size(), report.reasons()));
  }

  private static ScriptEngine engine(Dialect lua) {
    try {
      return lua == Dialect.LUAJ
          ? LuaJEngine.ofText()
          : RealLuaEngine.ofText(RealLua.valueOf(lua.name()));
    } catch (MissingLuaException e) {
      return abort("RUNTIME CONFORMANCE NOT TESTED: " + e.getMessage());
    }
  }
}
