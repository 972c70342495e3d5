package io.scriptfarm.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.script.ScriptEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// `door.lua` is what TypeScriptToLua 1.37.1 makes of `door.ts` beside it.
@DisplayName("R30 R32 R34 a game server of one page")
class SmallGameTest {
  private final List<String> logged = new ArrayList<>();
  private final List<ScriptEvent> events = new ArrayList<>();

  /// Its clock stands still, so that no tick is too short on a busy machine.
  private final LuaJEngine engine = new LuaJEngine(EngineLimits.STANDARD, _ -> false, () -> 0);

  private static String lua() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(SmallGameTest.class.getResourceAsStream("door.lua"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void runsAScriptOfTypeScriptAndTakesAnotherVersion() throws IOException {
    try (SmallGame game = new SmallGame(engine, (_, message) -> logged.add(message), events::add)) {
      game.take(Map.of("door.lua", lua()));
      game.run(1);
      game.use();
      game.run(31);
      assertEquals(List.of("door 1 is open"), logged);
      assertEquals(1.0, game.heightOfTheDoor(), 0.05);

      game.take(Map.of("door.lua", lua().replace("2 * dt", "6 * dt")));
      game.run(20);
      assertEquals(3.0, game.heightOfTheDoor(), "the state is kept, the new speed counts");
      game.use();
      game.run(60);
      assertEquals(0.0, game.heightOfTheDoor());
      assertEquals(List.of(new ScriptEvent.Reloaded("door", 1, 1, 2)), events);
      assertEquals(1, game.report().size());
    }
  }
}
