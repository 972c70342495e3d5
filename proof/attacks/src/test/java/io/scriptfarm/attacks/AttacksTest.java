package io.scriptfarm.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each attack is built like any project. Its neighbours get the Lua that they always get, what it
/// does wrong is said without a word about the farm's insides, and afterwards the same worker
/// compiles something that it has never seen.
@Timeout(120)
@DisplayName("R43 an attack ends by itself, and harms nobody:")
class AttacksTest {
  private static final Duration PATIENT = Duration.ofSeconds(15);
  private static final Duration IMPATIENT = Duration.ofSeconds(3);

  private static FarmInProcess patient;
  private static FarmInProcess impatient;
  private static Map<String, String> neighbours;
  private static int healthy;

  @BeforeAll
  static void open() throws InterruptedException {
    patient = new FarmInProcess(PATIENT);
    impatient = new FarmInProcess(IMPATIENT);
    neighbours = built(patient, Map.of("near.ts", Attack.NEAR, "user.ts", Attack.USER));
    assertTrue(neighbours.keySet().contains("out/near.lua"), neighbours::toString);
  }

  @AfterAll
  static void close() throws InterruptedException {
    patient.close();
    impatient.close();
  }

  static Stream<Attack> attacks() {
    return Stream.of(ScriptAttacks.all(), ConfigAttacks.all(), PluginAttacks.all())
        .flatMap(attacks -> attacks);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void endsAndHarmsNobody(Attack attack) throws InterruptedException {
    FarmInProcess farm = attack.endless() ? impatient : patient;

    FarmInProcess.Ended ended = farm.build(attack.files());

    attack.words().forEach(said -> assertTrue(ended.words().contains(said), ended::words));
    for (String inside : new String[] {"Exception", "io.scriptfarm", "java.", "\tat ", "root:x:"}) {
      assertFalse(ended.words().contains(inside), ended::words);
    }
    Map<String, String> others = new TreeMap<>(ended.files());
    others.keySet().retainAll(neighbours.keySet());
    others.keySet().remove("out/lualib_bundle.lua"); // it has what all scripts together need
    switch (attack.end()) {
      case NEIGHBOURS_BUILT -> assertEquals(ownFiles(), others, ended::words);
      case NOTHING_BUILT -> assertEquals(Map.of(), others, ended::words);
      case ITS_OWN_AFFAIR -> {}
    }
    for (String path : ended.files().keySet()) {
      assertFalse(path.startsWith("/") || path.contains("..") || path.contains(".git"), path);
    }
    assertFalse(farm.isStuck());
    isHealthy(farm);
  }

  private static Map<String, String> ownFiles() {
    Map<String, String> files = new TreeMap<>(neighbours);
    files.keySet().remove("out/lualib_bundle.lua");
    return files;
  }

  private static void isHealthy(FarmInProcess farm) throws InterruptedException {
    int number = ++healthy;
    String lua =
        built(farm, Map.of("new.ts", "export const n = [" + number + "].map(x => x);\n"))
            .get("out/new.lua");
    assertTrue(lua.contains("{" + number + "}"), lua);
    assertTrue(lua.contains("__TS__ArrayMap"), lua);
  }

  private static Map<String, String> built(FarmInProcess farm, Map<String, String> scripts)
      throws InterruptedException {
    Map<String, byte[]> files = new HashMap<>();
    files.put("tsconfig.json", Attack.utf8(Attack.TSCONFIG));
    scripts.forEach((path, text) -> files.put(path, Attack.utf8(text)));
    FarmInProcess.Ended ended = farm.build(files);
    BuildEvent.Delivered delivered = (BuildEvent.Delivered) ended.conclusion();
    assertEquals(List.of(), delivered.diagnostics());
    return ended.files();
  }
}
