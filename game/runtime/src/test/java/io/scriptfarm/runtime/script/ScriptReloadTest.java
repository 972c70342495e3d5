package io.scriptfarm.runtime.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R34 hot reload")
class ScriptReloadTest {
  private final Game game = new Game();

  @Test
  void keepsWhatIsPersistent() {
    game.spawn("s", "function onUpdate() persistent.n = (persistent.n or 0) + 1 lost = 1 end");
    game.ticks(3);
    game.load("s", "function onUpdate() test.say(persistent.n .. tostring(lost)) end");
    game.ticks(1);
    assertEquals(List.of("3nil"), game.heard());
    assertEquals(List.of(new ScriptEvent.Reloaded("s", 1, 1, 2)), game.events);
  }

  @Test
  void migratesWhatTheOldOneLeaves() {
    game.spawn(
        "s",
        """
        function onStart() persistent.kept = "k" end
        function onBeforeReload() return {gold = 5} end
        """);
    game.ticks(1);
    game.load(
        "s",
        """
        function onMigrate(old, from) persistent.coins = old.gold * 100 persistent.from = from end
        function onUpdate() test.say(persistent.coins .. persistent.kept .. persistent.from) end
        """);
    game.ticks(1);
    assertEquals(List.of("500k1"), game.heard());
  }

  @Test
  void mayReplaceAllOfIt() {
    game.spawn("s", "function onStart() persistent.old = 1 end");
    game.ticks(1);
    game.load(
        "s",
        "function onMigrate(old) return {new = old.old + 1} end"
            + " function onUpdate() test.say(persistent.new .. tostring(persistent.old)) end");
    game.ticks(1);
    assertEquals(List.of("2nil"), game.heard());
  }

  @Test
  void aScriptThatHoldsItsStateSeesWhatBecomesOfIt() {
    game.spawn("s", "function onBeforeReload() persistent.late = 1 return {gold = 5} end");
    game.ticks(1);
    game.load(
        "s",
        """
        local state = persistent
        function onMigrate(old) return {coins = old.gold, late = state.late} end
        function onUpdate() test.say(state.coins .. " " .. state.late) end
        """);
    game.ticks(1);
    assertEquals(List.of("5 1"), game.heard());
  }

  @Test
  void whatAVersionRegisteredEndsWithIt() {
    String lua =
        """
        function onStart()
          timer.every(1 / 64, function() test.say("timer %1$s") end)
          events.on("e", function() test.say("event %1$s") end)
        end
        """;
    game.spawn("s", lua.formatted("old"));
    game.ticks(1);
    game.load("s", lua.formatted("new"));
    game.ticks(1);
    game.scripts.emit("e", null);
    game.ticks(1);
    assertEquals(List.of("timer new", "event new"), game.heard());
    game.ticks(100);
    assertEquals(1, game.scripts.stats().timers());
  }

  @Test
  void aSyntaxErrorLeavesTheRunningOneAlone() {
    game.spawn("s", "function onUpdate() test.say('old') end");
    game.ticks(1);
    game.load("s", "function onUpdate( test.say('new') end");
    game.ticks(1);
    assertEquals(List.of("old", "old"), game.heard());
    ScriptEvent.Refused refused = game.events(ScriptEvent.Refused.class).getFirst();
    assertTrue(refused.why().startsWith("s.lua:1:"), refused::why);
    assertEquals(1, game.events.size());
  }

  @Test
  void anErrorInTheTextLeavesTheRunningOneAlone() {
    game.spawn("s", "function onUpdate() test.say('old') end");
    game.ticks(1);
    game.load("s", "timer.every(0, function() test.say('leak') end) error('broken')");
    game.ticks(3);
    assertEquals(List.of("old", "old", "old", "old"), game.heard());
    assertEquals("s.lua:1: broken", game.events(ScriptEvent.Refused.class).getFirst().why());
    assertEquals(0, game.scripts.stats().timers());
  }

  @Test
  void anErrorInTheMigrationLeavesTheRunningOneAlone() {
    game.spawn("s", "function onUpdate() test.say('old') end");
    game.ticks(1);
    game.load("s", "function onMigrate() error('cannot') end");
    game.ticks(1);
    assertEquals(List.of("old", "old"), game.heard());
    assertEquals("s.lua:1: cannot", game.events(ScriptEvent.Refused.class).getFirst().why());
  }

  @Test
  void theOldOneComesBackWhenTheNewOneFailsSoon() {
    game.spawn(
        "s",
        """
        function onStart() timer.every(1 / 64, function() test.say("timer") end) end
        function onUpdate() persistent.n = (persistent.n or 0) + 1 test.say(persistent.n) end
        """);
    game.ticks(2);
    assertEquals(List.of("1", "timer", "2"), game.heard());
    game.load(
        "s",
        "n = 0 function onUpdate() n = n + 1 persistent.n = -9 if n == 3 then error('late') end"
            + " end");
    game.ticks(3);
    assertEquals(List.of(), game.heard());
    ScriptEvent.RolledBack back = game.events(ScriptEvent.RolledBack.class).getFirst();
    assertEquals(new ScriptEvent.RolledBack("s", 1, 2, 1, "s.lua:1: late"), back);
    game.ticks(1);
    assertEquals(List.of("timer", "3"), game.heard());
  }

  @Test
  void anErrorAfterTheProbationIsAnErrorLikeOthers() {
    game.spawn("s", "function onUpdate() end");
    game.ticks(1);
    game.load("s", "n = 0 function onUpdate() n = n + 1 if n == 100 then error('late') end end");
    game.ticks(120);
    assertEquals(1, game.events(ScriptEvent.Failed.class).size());
    assertEquals(0, game.events(ScriptEvent.RolledBack.class).size());
  }

  @Test
  void functionsInTheStateStayBehind() {
    game.spawn("s", "persistent.f = function() test.say('old closure') end persistent.x = 1");
    game.ticks(1);
    game.load("s", "function onUpdate() test.say(tostring(persistent.f) .. persistent.x) end");
    game.ticks(1);
    assertEquals(List.of("nil1"), game.heard());
  }

  @Test
  void stateInACircleIsRefusedAndTheOldOneGoesOn() {
    game.spawn("s", "persistent.me = persistent function onUpdate() test.say('old') end");
    game.ticks(1);
    game.load("s", "function onUpdate() test.say('new') end");
    game.ticks(1);
    assertEquals(List.of("old", "old"), game.heard());
    assertEquals(1, game.events(ScriptEvent.Refused.class).size());
  }

  @Test
  void manyReloadsLeaveOneVersion() {
    game.spawn("s", "function onStart() timer.every(1, function() end) persistent.n = 0 end");
    game.ticks(1);
    for (int i = 0; i < 500; i++) {
      game.load(
          "s",
          "function onStart() timer.every(1, function() end) events.on('e', function()"
              + " test.say('e') end) end function onUpdate() persistent.n = persistent.n + 1 end --"
              + " "
              + i);
      game.ticks(1);
    }
    game.ticks(100);
    game.scripts.emit("e", null);
    game.ticks(1);
    assertEquals(List.of("e"), game.heard());
    assertEquals(1, game.scripts.stats().timers());
    assertEquals(500, game.scripts.stats().reloads());
  }
}
