package io.scriptfarm.e2e.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scriptfarm.cli.farm.FarmClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PeerSuiteSampleTest {
  private static final int PER_SPEC = 2; // about 150 cases
  private static final int IN_FLIGHT = 8;

  @Test
  @DisplayName(
      "R1 a farm delivers what TypeScriptToLua's own suite recorded: some cases of each file")
  void deliversWhatTheSuiteRecorded() throws Exception {
    Optional<Path> suite = PeerCases.find(repository(), System.getenv());
    assumeTrue(
        suite.isPresent(),
        "the recorded suite is not here (../shared/peer-suite beside the checkout, or"
            + " FARM_PEER_SUITE)");
    String farm = System.getenv().getOrDefault("FARM_URL", "");
    assumeTrue(!farm.isEmpty(), "FARM_URL names no running farm");
    List<PeerCase> sample = PeerCases.sample(PeerCases.read(suite.get()), PER_SPEC);
    KnownDifferences known = KnownDifferences.load();

    List<PeerResult> results =
        new PeerSuite(
                new FarmClient(URI.create(farm)), LanguageExtensions.read(repository()), IN_FLIGHT)
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

  private static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("farm"))) {
      folder = folder.resolveSibling("");
    }
    return folder;
  }
}
