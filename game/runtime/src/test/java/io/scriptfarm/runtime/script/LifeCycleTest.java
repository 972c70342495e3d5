package io.scriptfarm.runtime.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("R30 the life of a script")
class LifeCycleTest {
  private final Game game = new Game();

  @Test
  void startsUpdatesAndEndsWithItsEntity() {
    long entity =
        game.spawn(
            "door",
            """
            function onStart() test.say("start " .. entity) end
            function onEnable() test.say("enable") end
            function onUpdate(dt) test.say("update " .. dt) end
            function onDestroy() test.say("destroy") end
            """);
    game.ticks(2);
    assertEquals(List.of("start 1", "enable", "update 0.015625", "update 0.015625"), game.heard());
    game.world.destroy(entity);
    game.ticks(2);
    assertEquals(List.of("destroy"), game.heard());
    assertEquals(0, game.scripts.stats().scripts());
  }

  @Test
  void knowsTheOlderNames() {
    long entity =
        game.spawn(
            "door",
            "return {init = function() test.say('i') end, update = function() test.say('u') end,"
                + " destroy = function() test.say('d') end}");
    game.ticks(1);
    game.world.destroy(entity);
    game.ticks(1);
    assertEquals(List.of("i", "u", "d"), game.heard());
  }

  @Test
  void runsInOrderThenByEntity() {
    game.load("s", "function onUpdate() test.say(params.name) end");
    game.spawn(LuaScript.of("s").with("{\"name\":\"a\"}").ordered(2));
    game.spawn(LuaScript.of("s").with("{\"name\":\"b\"}"));
    game.spawn(LuaScript.of("s").with("{\"name\":\"c\"}").ordered(-1));
    game.spawn(LuaScript.of("s").with("{\"name\":\"d\"}"));
    game.ticks(2);
    assertEquals(List.of("c", "b", "d", "a", "c", "b", "d", "a"), game.heard());
  }

  @Test
  void scriptsThatRestAreNotCalled() {
    long entity =
        game.spawn(
            "s",
            """
            function onUpdate() test.say("u") end
            function onEnable() test.say("on") end
            function onDisable() test.say("off") end
            """);
    game.ticks(1);
    game.scripts.enable(entity, false);
    game.ticks(2);
    game.scripts.enable(entity, true);
    game.ticks(1);
    assertEquals(List.of("on", "u", "off", "on", "u"), game.heard());
  }

  @Test
  void scriptsWithoutOnUpdateAreNotVisited() {
    for (int i = 0; i < 100; i++) {
      game.spawn("idle" + i, "function onStart() end");
    }
    game.spawn("busy", "function onUpdate() end");
    game.ticks(3);
    assertEquals(101, game.scripts.stats().scripts());
    assertEquals(1, game.scripts.stats().updating());
    assertEquals(103, game.scripts.stats().calls() - 101, "runs of the text, starts, updates");
  }

  @Test
  void eventsReachHandlersAndOnEvent() {
    game.spawn("s", "events.on('hit', function(data) test.say('hit ' .. data.by) end)");
    game.spawn("t", "function onEvent(name, data) test.say(name .. ' ' .. data.by) end");
    game.spawn("u", "function onStart() events.emit('hit', {by = 'u'}) end");
    game.ticks(1);
    assertEquals(List.of("hit u", "hit u"), game.heard());
  }

  @Test
  void eventsOfEventsComeInTheNextTick() {
    game.spawn("s", "events.on('e', function() test.say('e') events.emit('e') end)");
    game.scripts.emit("e", null);
    game.ticks(1);
    assertEquals(List.of("e"), game.heard());
    game.ticks(2);
    assertEquals(List.of("e", "e"), game.heard());
  }

  @Test
  void dataOfEventsIsACopy() {
    game.spawn("a", "events.on('e', function(data) data.x = 2 end)");
    game.spawn("b", "events.on('e', function(data) test.say(data.x) end)");
    game.spawn("c", "function onStart() events.emit('e', {x = 1, f = print}) end");
    game.ticks(1);
    assertEquals(List.of("1"), game.heard());
  }

  @Test
  void timersGoByTheTimeOfTheGame() {
    game.spawn(
        "s",
        """
        function onStart()
          timer.after(2 / 64, function() test.say("after") end)
          every = timer.every(1 / 64, function() test.say("every") end)
          timer.after(3 / 64, function() test.say(tostring(timer.cancel(every))) end)
        end
        """);
    game.ticks(1);
    assertEquals(List.of(), game.heard());
    game.ticks(5);
    assertEquals(List.of("every", "after", "every", "every", "true"), game.heard());
    assertEquals(0, game.scripts.stats().timers());
  }

  @TestFactory
  @DisplayName("an error does not end the host, and is told with its place, in")
  Stream<DynamicTest> errors() {
    return Stream.of("onStart", "onEnable", "onUpdate", "onDisable", "onDestroy", "onEvent")
        .map(name -> DynamicTest.dynamicTest(name, () -> failsIn(name)));
  }

  private static void failsIn(String name) {
    Game game = new Game();
    long entity = game.spawn("bad", "function " + name + "()\n error('no') end");
    game.spawn("good", "function onUpdate() test.say('g') end");
    game.scripts.emit("e", null);
    game.ticks(1);
    game.scripts.enable(entity, false);
    game.world.destroy(entity);
    game.ticks(1);
    assertEquals(List.of("g", "g"), game.heard());
    ScriptEvent.Failed failed = game.events(ScriptEvent.Failed.class).getFirst();
    assertEquals("bad.lua:2: no", failed.error().message());
    assertTrue(failed.error().traceback().contains("bad.lua:2: in function <bad.lua:1>"));
    assertEquals(ScriptEvent.Cause.ERROR, failed.cause());
  }

  @Test
  void theSameErrorIsOneEntryWithACount() {
    game.spawn("bad", "function onUpdate() error('no') end");
    game.ticks(3);
    assertEquals(
        java.util.Map.of("bad.lua:1: no", 3L), game.scripts.reports().getFirst().messages());
  }

  @Test
  void aTimerThatIsSetForNowComesInTheNextTick() {
    game.spawn(
        "t",
        "local function again() test.say('t') timer.after(0, again) end timer.after(0, again)");
    game.ticks(1);
    assertEquals(List.of("t"), game.heard());
    game.ticks(2);
    assertEquals(List.of("t", "t"), game.heard());
  }

  @Test
  void aScriptThatNobodyGaveIsToldAndComesLater() {
    game.spawn(LuaScript.of("later"));
    game.ticks(1);
    assertEquals(List.of(new ScriptEvent.Missing("later", 1)), game.events);
    game.load("later", "function onStart() test.say('here') end");
    game.ticks(1);
    assertEquals(List.of("here"), game.heard());
  }

  @Test
  void aListenerThatFailsGoesNoFurther() {
    LuaScriptSystem system =
        new LuaScriptSystem(
            io.scriptfarm.runtime.luaj.LuaJEngine.ofText(),
            game.world,
            ScriptLimits.STANDARD,
            _ -> {
              throw new IllegalStateException("in the listener");
            },
            List.of());
    game.spawn(LuaScript.of("none"));
    system.update(1);
    assertEquals(1, system.stats().scripts());
  }

  @Test
  void theSameInputsGiveTheSameTrace() {
    assertEquals(trace(), trace());
  }

  private static List<String> trace() {
    Game game = new Game();
    game.load(
        "s",
        """
        local n = 0
        function onStart() timer.every(entity / 64, function() events.emit("t", {e = entity}) end) end
        function onUpdate(dt) n = n + 1 test.say(entity .. ":" .. n) end
        function onEvent(name, data) test.say(entity .. " hears " .. data.e) end
        """);
    for (int i = 0; i < 10; i++) {
      game.spawn(LuaScript.of("s").ordered(i % 3));
    }
    game.ticks(20);
    return game.heard();
  }
}
