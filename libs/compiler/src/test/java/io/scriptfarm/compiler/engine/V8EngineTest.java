package io.scriptfarm.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("V8 keeps the engine contract")
class V8EngineTest extends JsEngineContract {
  @TempDir private Path folder;

  @BeforeAll
  static void onlyWhereV8Runs() {
    JsEngines.whyNotV8().ifPresent(why -> Assumptions.abort(why));
  }

  @Override
  JsEngine engine() {
    return JsEngines.select(EnginePreference.V8);
  }

  @Test
  @DisplayName("R43 a built-in function that never looks at the limit is left to itself, and told")
  void givesUpOnWhatCannotBeStopped() {
    JsEngine engine = engine().keeping(new SnapshotFolder(folder)); // others use the shared one
    // As if without end, but it burns a core of the tests' machine for a minute only.
    String script =
        """
        globalThis.search = () => String(Array.prototype.indexOf.call({length: 2 ** 53 - 1}, 1, 2 ** 53 - 1e9));
        globalThis.ok = x => x;
        """;
    JsSession session = engine.open(start("stuck.js", script), SHORT);
    assertFalse(engine.isStuck());

    TimeLimitException e =
        assertThrows(TimeLimitException.class, () -> session.call("search", "", HostCall.none()));

    assertFalse(e.isStopped());
    assertTrue(engine.isStuck());
    assertFalse(session.isUsable());
    session.close();
    try (JsSession next = engine.open(start("stuck.js", script), SHORT)) {
      assertEquals("fine", next.call("ok", "fine", HostCall.none()));
    }
  }

  @Test
  void isWhatAutoSelects() {
    assertEquals(EngineKind.V8, JsEngines.select(EnginePreference.AUTO).kind());
  }
}
