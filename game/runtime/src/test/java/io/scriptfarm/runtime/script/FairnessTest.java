package io.scriptfarm.runtime.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.script.ScriptEvent.Cause;
import io.scriptfarm.runtime.script.ScriptLimits.Rate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R33 what scripts may take")
class FairnessTest {
  private static final String WORK = "for i = 1, 1000 do local x = i * 2 end"; // 3,000 or so
  private static final Rate ANY = new Rate(1_000_000_000, 1_000_000_000);

  private static ScriptLimits rates(Rate script, Rate owner) {
    return ScriptLimits.STANDARD.withRates(script, owner);
  }

  @Test
  void aSpikeIsPaidForLaterAndNotPunished() {
    Game game = new Game(rates(new Rate(1_000, 2_000), ANY));
    game.spawn(
        "s", "n = 0 function onUpdate() n = n + 1 test.say(n) if n == 1 then " + WORK + " end end");
    game.ticks(10);
    assertTrue(game.heard().size() >= 5, "it goes on when it has paid");
    ScriptEvent.Throttled told = game.events(ScriptEvent.Throttled.class).getFirst();
    assertEquals(Cause.SCRIPT_ALLOWANCE, told.cause());
    assertTrue(game.events(ScriptEvent.Disabled.class).isEmpty());
  }

  @Test
  void inTheLongRunAScriptGetsItsRate() {
    Game game = new Game(rates(new Rate(1_000, 2_000), ANY));
    game.spawn("s", "function onUpdate() " + WORK + " end");
    game.ticks(1_000);
    long took = game.scripts.reports().getFirst().instructions();
    assertTrue(took < 1_000 * 1_000 + 10_000, () -> "took " + took);
    assertTrue(took > 800 * 1_000, () -> "took " + took);
  }

  @Test
  void anOwnerGetsNoMoreByMoreScripts() {
    Game game = new Game(rates(ANY, new Rate(3_000, 3_000)));
    game.load("s", "function onUpdate() " + WORK + " end");
    for (int i = 0; i < 100; i++) {
      game.spawn(LuaScript.of("s").ownedBy("many"));
    }
    long other = game.spawn(LuaScript.of("s").ownedBy("one"));
    game.ticks(300);
    long many =
        game.scripts.reports().stream()
            .filter(report -> report.entity() != other)
            .mapToLong(ScriptReport::instructions)
            .sum();
    long one =
        game.scripts.reports().stream()
            .filter(report -> report.entity() == other)
            .mapToLong(ScriptReport::instructions)
            .sum();
    assertTrue(many < 300 * 3_000 + 10_000, () -> "100 scripts took " + many);
    assertTrue(one > 500_000, () -> "one script took " + one);
    assertTrue(
        game.events(ScriptEvent.Throttled.class).stream()
            .anyMatch(told -> told.cause() == Cause.OWNER_ALLOWANCE));
  }

  @Test
  void whoTakesTooMuchAgainAndAgainIsDisabled() {
    Game game = new Game();
    long bad = game.spawn("bad", "function onUpdate() while true do pcall(onUpdate) end end");
    game.spawn("good", "function onUpdate() test.say('g') end");
    game.ticks(200);
    List<ScriptEvent.Disabled> told = game.events(ScriptEvent.Disabled.class);
    assertEquals(1, told.size());
    assertEquals(bad, told.getFirst().entity());
    assertEquals(Cause.INSTRUCTIONS, told.getFirst().cause());
    assertEquals(3, game.events(ScriptEvent.Failed.class).size());
    assertEquals(200, game.heard().size());
    assertEquals(ScriptReport.State.DISABLED, game.scripts.reports().getFirst().state());
  }

  @Test
  void aNewVersionIsForgivenTheOldOnes() {
    Game game = new Game();
    game.spawn("bad", "function onUpdate() while true do end end");
    game.ticks(200);
    game.load("bad", "function onUpdate() test.say('good') end");
    game.ticks(1);
    assertEquals(List.of("good"), game.heard());
  }

  @Test
  void slowFunctionsOfTheHostEndTheCallToo() {
    Game game = new Game(ScriptLimits.STANDARD);
    game.spawn("s", "function onUpdate() while true do test.sleep(0.001) end end");
    game.ticks(1);
    assertEquals(Cause.TIME, game.events(ScriptEvent.Failed.class).getFirst().cause());
  }

  @Test
  void whoIsOnlyHeldUpIsNotPunished() {
    Game game = new Game();
    game.spawn("s", "function onUpdate() for i = 1, 9 do test.sleep(1) end test.say('done') end");
    game.ticks(50);
    assertEquals(50, game.heard().size());
    game.spawn("t", "function onUpdate() while true do test.sleep(1) end end");
    game.ticks(50);
    assertTrue(game.events(ScriptEvent.Failed.class).size() > 3);
    assertEquals(List.of(), game.events(ScriptEvent.Disabled.class));
  }

  @Test
  void whoeverATickHasNoTimeForIsFirstInTheNext() {
    Game game =
        new Game(ScriptLimits.STANDARD.withTick(new Allowance(1_000_000, Duration.ofMillis(4))));
    game.load("s", "function onUpdate() test.say(entity) test.sleep(0.001) end");
    for (int i = 0; i < 6; i++) {
      game.spawn(LuaScript.of("s"));
    }
    game.ticks(1);
    assertEquals(List.of("1", "2", "3", "4"), game.heard());
    assertEquals(2, game.scripts.stats().deferred());
    game.ticks(1);
    assertEquals(List.of("5", "6", "1", "2"), game.heard());
    game.ticks(1);
    assertEquals(List.of("3", "4", "5", "6"), game.heard());
  }

  @Test
  void deferredScriptsGetTheTimeThatPassed() {
    Game game =
        new Game(ScriptLimits.STANDARD.withTick(new Allowance(1_000_000, Duration.ofMillis(1))));
    game.load("s", "function onUpdate(dt) test.say(dt * 64) test.sleep(0.001) end");
    game.spawn(LuaScript.of("s"));
    game.spawn(LuaScript.of("s"));
    game.ticks(3);
    assertEquals(List.of("1", "2", "2"), game.heard());
  }

  @Test
  void whoFailsAgainAndAgainIsSlowedDown() {
    Game game = new Game();
    game.spawn("bad", "function onUpdate() error('no') end");
    game.ticks(1_000);
    long calls = game.events(ScriptEvent.Failed.class).size();
    assertTrue(calls > 5 && calls < 20, () -> "called " + calls + " times");
    assertFalse(game.events(ScriptEvent.Throttled.class).isEmpty());
  }

  @Test
  void timersAndEventsHaveAnEnd() {
    Game game = new Game();
    game.spawn(
        "flood",
        """
        function onStart()
          local n = 0
          while pcall(timer.after, 1, function() end) do n = n + 1 end
          test.say(n)
          local m = 0
          while pcall(events.emit, "x") do m = m + 1 end
          test.say(m)
        end
        """);
    game.ticks(1);
    assertEquals(List.of("100", "1000"), game.heard());
  }
}
