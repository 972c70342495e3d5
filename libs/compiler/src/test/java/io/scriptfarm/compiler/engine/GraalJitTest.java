package io.scriptfarm.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraalJitTest {
  @Test
  void agreesWithTheArgumentFile() throws IOException {
    List<String> file =
        Files.readAllLines(Path.of("src/main/jvm/engine.args")).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replace("\"", "").replace("${graal.jit.dir}", "/jit"))
            .toList();
    assertEquals(file, GraalJit.jvmOptions(Path.of("/jit")));
  }

  @Test
  void readsPreferencesAndRefusesOthers() {
    assertEquals(EnginePreference.AUTO, EnginePreference.parse(" Auto "));
    assertEquals(EnginePreference.GRAALJS, EnginePreference.parse("graaljs"));
    assertEquals(EnginePreference.V8, EnginePreference.parse("V8"));
    assertThrows(IllegalArgumentException.class, () -> EnginePreference.parse("spidermonkey"));
  }
}
