package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scriptfarm.harness.Repository;
import io.scriptfarm.luaparity.DialectReport;
import io.scriptfarm.luaparity.EngineTrials;
import io.scriptfarm.luaparity.Trial;
import io.scriptfarm.luaparity.ValueCases;
import io.scriptfarm.peersuite.PeerCases;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("long")
@DisplayName("R10 R30 the script runtime gives the recorded values")
class RuntimeConformanceTest {
  @Test
  @Timeout(300)
  void ofEachProgram() throws Exception {
    Optional<Path> suite = PeerCases.find(Repository.root(), System.getenv());
    assumeTrue(
        suite.isPresent(),
        "RUNTIME CONFORMANCE NOT TESTED: the recorded suite is not here (../shared/peer-suite"
            + " beside the checkout, or FARM_PEER_SUITE)");
    ValueCases cases = ValueCases.read(suite.get());
    List<Trial> trials;
    try (LuaJEngine engine = LuaJEngine.ofText()) {
      trials = EngineTrials.run(engine, cases);
    }
    DialectReport report = new DialectReport(trials);
    assertTrue(trials.size() >= 4_000, trials.size() + " trials say little");
    assertEquals(List.of(), report.unexplained());
    System.out.println(
        "RUNTIME CONFORMANCE: of %d programs, other values: %s"
            .formatted(trials.size(), report.reasons()));
  }
}
