package io.scriptfarm.e2e.soundness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.soundness.Report;
import io.scriptfarm.soundness.Soundness;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A sample of `./farm soundness`, with seeds that never change; more of it is a command away.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R1 after whatever edit, a farm builds what a clean tstl builds")
class SoundnessTest {
  private static final String ALL = "";
  private static final String BODIES = "^(body|text)";

  private final FarmProcess farm;

  SoundnessTest(FarmProcess farm) {
    this.farm = farm;
  }

  @ParameterizedTest(name = "{0} {1}, {3} edits, seed {2}")
  @CsvSource({
    "dungeon, tsconfig.json, 11, 5",
    "library, tsconfig.json, 12, 5",
  })
  void anyEdits(String example, String config, long seed, int edits) throws FarmException {
    assertSame(new Soundness.Plan(example, config, seed, edits, ALL, false, true, edits));
  }

  @ParameterizedTest(name = "{0} {1}, {3} edits, seed {2}")
  @CsvSource("dungeon, tsconfig.json, 14, 5")
  void editsOfBodies(String example, String config, long seed, int edits) throws FarmException {
    assertSame(new Soundness.Plan(example, config, seed, edits, BODIES, true, true, edits));
  }

  @ParameterizedTest(name = "{0} {1}, {3} edits, seed {2}")
  @Tag("slow")
  @CsvSource({
    "dungeon, tsconfig.json, 21, 200",
    "rxjs, tsconfig.json, 22, 50",
    "factorio-mod, tsconfig.json, 23, 50",
    "wc3-map, tsconfig.json, 24, 50",
    "library, tsconfig.json, 25, 50",
    "tsx, tsconfig.json, 26, 50",
    "bundle-minimal, tsconfig.json, 27, 50",
    "monorepo-npm, games/chess-tavern, 28, 50",
    "monorepo-npm, games/dice-cellar, 29, 50",
    "monorepo-pnpm, games/kite-race, 30, 50",
    "patched, tsconfig.json, 31, 50",
    "pinned-1.26, tsconfig.json, 32, 50",
    "pinned-1.33, tsconfig.json, 33, 50",
    "plugins, tsconfig.json, 34, 50",
    "transformers, tsconfig.json, 35, 50",
    "broken, tsconfig.json, 36, 50",
    "compiler-crash, tsconfig.using.json, 37, 50",
  })
  void anyEditsOfEveryExample(String example, String config, long seed, int edits)
      throws FarmException {
    assertSame(new Soundness.Plan(example, config, seed, edits, ALL, false, true, 25));
  }

  private void assertSame(Soundness.Plan plan) throws FarmException {
    try (FarmClient client = new FarmClient(FarmAddress.open(farm.gateway()))) {
      Report report =
          new Soundness(client, System.out::println).run(plan, Repository.temporary("soundness"));
      System.out.println(report.summary());
      assertEquals("", String.join("\n", report.differences()));
      assertTrue(report.builds() > 1, "nothing was edited");
    }
  }
}
