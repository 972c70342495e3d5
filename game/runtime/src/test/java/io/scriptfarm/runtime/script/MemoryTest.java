package io.scriptfarm.runtime.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.runtime.script.ScriptEvent.Cause;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R36 what scripts hold")
class MemoryTest {
  private final Game game = new Game(ScriptLimits.STANDARD.withMemory(4 << 20));

  /// Bytes of each script, by entity.
  private List<Long> memory() {
    return game.scripts.reports().stream().map(ScriptReport::memory).toList();
  }

  @Test
  void isMeasuredWhereverItIs() {
    String fill = " for i = 1, 5000 do t['key ' .. i] = 'value ' .. i end ";
    game.spawn("small", "local t = 0 function onUpdate(dt) t = t + dt end");
    game.spawn("global", "t = {}" + fill);
    game.spawn("local", "local t = {}" + fill + "function f() return t end");
    game.spawn(
        "coroutine",
        "co = coroutine.create(function() local t = {}"
            + fill
            + "coroutine.yield() return t end)"
            + " coroutine.resume(co)");
    game.spawn(
        "meta",
        "s = setmetatable({}, { __index = (function() local t = {}" + fill + "return t end)() })");
    game.ticks(1_000);
    List<Long> memory = memory();
    assertTrue(memory.getFirst() > 1_000 && memory.getFirst() < 20_000, memory::toString);
    for (long filled : memory.subList(1, 5)) {
      assertEquals(5_000 * (32 + 40 + 8 + 40 + 10), filled, 100_000, memory::toString);
    }
    assertEquals(memory.stream().mapToLong(Long::longValue).sum(), game.scripts.stats().memory());
    assertEquals(List.of(), game.events);
  }

  @Test
  void whoHoldsTooMuchIsDisabledAndNobodyElse() {
    game.spawn("good", "function onUpdate() end");
    game.spawn(
        "hoarder",
        "local all = {} function onUpdate() for i = 1, 20 do all[#all + 1] = ('x'):rep(1000) .. #all"
            + " end end");
    game.ticks(2_000);
    List<ScriptEvent.Disabled> disabled = game.events(ScriptEvent.Disabled.class);
    assertEquals(1, disabled.size());
    assertEquals("hoarder", disabled.getFirst().script());
    assertEquals(Cause.MEMORY, disabled.getFirst().cause());
    assertTrue(memory().getLast() > 4 << 20);
    assertTrue(memory().getLast() < 8 << 20, "soon after it was too much");
  }

  @Test
  void whoTakesMuchDoesNotWaitForAThousandOthers() {
    game.load("small", "function onStart() end");
    for (int i = 0; i < 1_000; i++) {
      game.spawn(LuaScript.of("small"));
    }
    game.spawn(
        "hoarder",
        "local all = {} function onUpdate() for i = 1, 300 do all[#all + 1] = {} end end");
    game.ticks(700);
    List<ScriptEvent.Disabled> disabled = game.events(ScriptEvent.Disabled.class);
    assertEquals(List.of("hoarder"), disabled.stream().map(ScriptEvent.Disabled::script).toList());
  }
}
