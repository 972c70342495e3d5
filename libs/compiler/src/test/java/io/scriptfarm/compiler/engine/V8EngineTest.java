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
  @DisplayName("R43 tells what the heaps of its sessions take, from any thread")
  void tellsWhatItsHeapsTake() {
    JsEngine engine = engine().keeping(new SnapshotFolder(folder));
    JsSession session =
        engine.open(
            start(
                "heap.js",
                """
                let kept;
                globalThis.fill = n => String((kept = new Array(+n).fill(1.5)).length);
                """),
            LIMITS);
    session.call("fill", "8000000", HostCall.none());
    assertTrue(session.heapBytes() > 60_000_000, () -> session.heapBytes() + " bytes");
    assertEquals(session.heapBytes(), engine.heapBytes());

    session.call("fill", "1", HostCall.none());
    session.trim();
    assertTrue(session.heapBytes() < 30_000_000, () -> session.heapBytes() + " bytes");

    session.close();
    assertEquals(0, engine.heapBytes());
  }

  @Test
  void isWhatAutoSelects() {
    assertEquals(EngineKind.V8, JsEngines.select(EnginePreference.AUTO).kind());
  }
}
