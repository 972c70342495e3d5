package io.scriptfarm.runtime.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R32 tasks of scripts")
class TaskTest {
  private final Game game = new Game();

  @Test
  void waitAsLongAsTheySay() {
    game.spawn(
        "scene",
        """
        function onStart()
          task.start(function()
            test.say('one')
            task.wait(2 / 64)
            test.say('two')
            task.wait()
            test.say('three')
          end)
          test.say('started')
        end
        """);
    game.ticks(1);
    assertEquals(List.of("one", "started"), game.heard());
    game.ticks(1);
    assertEquals(List.of(), game.heard());
    game.ticks(1);
    assertEquals(List.of("two"), game.heard());
    game.ticks(1);
    assertEquals(List.of("three"), game.heard());
  }

  @Test
  void waitForACondition() {
    game.spawn(
        "door",
        """
        local ticks = 0
        function onUpdate() ticks = ticks + 1 end
        function onStart()
          task.start(function()
            task.waitUntil(function() return ticks >= 3 end)
            test.say('open ' .. ticks)
          end)
        end
        """);
    game.ticks(3);
    assertEquals(List.of(), game.heard());
    game.ticks(1);
    assertEquals(List.of("open 3"), game.heard());
  }

  @Test
  void endWithTheirVersion() {
    game.spawn(
        "old", "function onStart() task.start(function() task.wait(1 / 64) test.say('x') end) end");
    game.ticks(1);
    game.load("old", "function onStart() end");
    game.ticks(4);
    assertEquals(List.of(), game.heard());
  }

  @Test
  void failAsTheirScriptDoes() {
    game.spawn(
        "bad", "function onStart() task.start(function() task.wait() error('late') end) end");
    game.spawn("outside", "function onStart() task.wait(1) end");
    game.ticks(2);
    List<ScriptEvent.Failed> failed = game.events(ScriptEvent.Failed.class);
    assertEquals(2, failed.size(), game.events::toString);
    assertTrue(
        failed.getFirst().error().message().endsWith("run this with task.start"), failed::toString);
    assertEquals("bad.lua:1: late", failed.getLast().error().message());
  }
}
