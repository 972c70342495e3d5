package io.scriptfarm.runtime.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R35 parameters")
class ParametersTest {
  private final Game game = new Game();

  @Test
  void areParsedOncePerText() {
    game.load("s", "function onStart() test.say(params.speed) end");
    for (int i = 0; i < 50; i++) {
      game.spawn(LuaScript.of("s").with("{\"speed\": 3}"));
    }
    game.ticks(1);
    assertEquals(50, game.heard().size());
    assertEquals(1, game.scripts.stats().parametersParsed());
  }

  @Test
  void changeWhileTheScriptRuns() {
    game.load("s", "function onUpdate() test.say(params.list[2]) end");
    long entity = game.spawn(LuaScript.of("s").with("{\"list\": [1, 2]}"));
    game.ticks(1);
    game.scripts.attach(entity, LuaScript.of("s").with("{\"list\": [1, 7]}"));
    game.ticks(1);
    assertEquals(List.of("2", "7"), game.heard());
  }

  @Test
  void thatAreWrongLeaveTheLastGoodOnes() {
    game.load("s", "function onUpdate() test.say(params.n or 'none') end");
    long good = game.spawn(LuaScript.of("s").with("{\"n\": 1}"));
    game.spawn(LuaScript.of("s").with("{\"n\": "));
    game.ticks(1);
    game.scripts.attach(good, LuaScript.of("s").with("[]"));
    game.ticks(1);
    assertEquals(List.of("1", "none", "1", "none"), game.heard());
    List<ScriptEvent.BadParameters> told = game.events(ScriptEvent.BadParameters.class);
    assertEquals(2, told.size());
    assertTrue(told.stream().noneMatch(each -> each.why().isBlank()));
  }
}
