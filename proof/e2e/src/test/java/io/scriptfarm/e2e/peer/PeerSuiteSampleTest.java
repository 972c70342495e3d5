package io.scriptfarm.e2e.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.peersuite.KnownDifferences;
import io.scriptfarm.peersuite.LanguageExtensions;
import io.scriptfarm.peersuite.PeerCase;
import io.scriptfarm.peersuite.PeerCases;
import io.scriptfarm.peersuite.PeerResult;
import io.scriptfarm.peersuite.PeerSuite;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("farm")
@ExtendWith(SharedFarm.class)
class PeerSuiteSampleTest {
  private static final int PER_SPEC = 2; // about 150 cases
  private static final int IN_FLIGHT = 8;

  private final FarmProcess farm;

  PeerSuiteSampleTest(FarmProcess farm) {
    this.farm = farm;
  }

  @Test
  @DisplayName(
      "R1 a farm delivers what TypeScriptToLua's own suite recorded: some cases of each file")
  void deliversWhatTheSuiteRecorded() throws Exception {
    Optional<Path> suite = PeerCases.find(Repository.root(), System.getenv());
    assumeTrue(
        suite.isPresent(),
        "the recorded suite is not here (../shared/peer-suite beside the checkout, or"
            + " FARM_PEER_SUITE)");
    List<PeerCase> sample = PeerCases.sample(PeerCases.read(suite.get()), PER_SPEC);
    KnownDifferences known = KnownDifferences.load();

    List<PeerResult> results =
        new PeerSuite(
                new FarmClient(FarmAddress.open(farm.gateway())),
                LanguageExtensions.read(Repository.root()),
                IN_FLIGHT)
            .run(sample, _ -> {});

    assertEquals(sample.size(), results.size());
    assertTrue(results.size() >= 100, "a sample of " + results.size() + " says little");
    assertEquals(
        "",
        results.stream()
            .filter(result -> !result.same() && !known.contains(result))
            .map(result -> result.name() + " " + result.differences())
            .collect(Collectors.joining("\n")));
  }
}
