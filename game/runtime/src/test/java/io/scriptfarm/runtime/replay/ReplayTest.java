package io.scriptfarm.runtime.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.replay.Replay.Difference;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.script.ScriptVersion;
import io.scriptfarm.runtime.world.EntityWorld;
import io.scriptfarm.runtime.world.Transform;
import io.scriptfarm.runtime.world.World;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R30 the same inputs give the same ticks")
class ReplayTest {
  private static final String WALKER =
      """
      local names = { a = 1, b = 2, c = 3, d = 4 }
      events.on('go', function(data) persistent.far = data.far end)
      function onUpdate(dt)
        local sum = 0
        for name, value in pairs(names) do sum = sum * 10 + value end
        transform.translate(entity, random.range(0, persistent.far or 1) * dt, sum, 0)
      end
      """;

  private static final class Walkers implements RecordedGame {
    private final EntityWorld world = new EntityWorld();
    private final LuaScriptSystem scripts;
    private final String lua;

    Walkers(long seed, String lua) {
      this.lua = lua;
      this.scripts =
          new LuaScriptSystem(
              new LuaJEngine(EngineLimits.STANDARD, _ -> false, () -> 0),
              world,
              ScriptLimits.STANDARD,
              _ -> {},
              GameLibraries.of(world, new CVarRegistry(), (_, _) -> {}, seed));
    }

    @Override
    public LuaScriptSystem scripts() {
      return scripts;
    }

    @Override
    public World world() {
      return world;
    }

    @Override
    public void take(String kind, Map<String, Object> data) {
      switch (kind) {
        case "generation" ->
            scripts.load(
                new ScriptVersion(
                    "walker",
                    ((Number) data.getOrDefault("number", 0)).longValue(),
                    new Chunk("walker.lua", Blob.ofUtf8(lua)),
                    Modules.NONE));
        case "join" -> {
          long entity = world.create();
          world.components(Transform.NAME).set(entity, new Transform());
          world.components(LuaScript.NAME).set(entity, LuaScript.of("walker"));
        }
        default -> scripts.emit(kind, data);
      }
    }
  }

  private static String record() throws IOException {
    StringBuilder out = new StringBuilder();
    Recorder recorder =
        new Recorder(new Walkers(5, WALKER), "luaj", 5, List.of(Transform.NAME), out);
    recorder.input("generation", Map.of("number", 1));
    recorder.input("join", Map.of());
    for (int i = 1; i <= 200; i++) {
      if (i == 50) {
        recorder.input("go", Map.of("far", 2.5));
      } else if (i == 100) {
        recorder.input("join", Map.of());
      } else if (i == 150) {
        recorder.input("generation", Map.of("number", 2));
      }
      recorder.update(1.0 / 60);
    }
    return out.toString();
  }

  private static Optional<Difference> replay(String recording, RecordedGame game)
      throws IOException {
    return new Replay(new StringReader(recording)).run(game);
  }

  @Test
  void aReplayHasTheSameHashes() throws IOException {
    String recording = record();
    assertEquals(201, recording.lines().count());
    Replay replay = new Replay(new StringReader(recording));
    assertEquals(5, replay.seed());
    assertEquals(Optional.empty(), replay.run(new Walkers(replay.seed(), WALKER)));
    assertEquals(200, replay.ticks());
    assertEquals(recording, record());
  }

  @Test
  void itStopsAtTheFirstTickThatDiffers() throws IOException {
    String recording = record();
    Difference seed = replay(recording, new Walkers(6, WALKER)).orElseThrow();
    assertEquals(1, seed.tick());
    assertEquals(seed.recorded(), seed.replayed());
    assertNotEquals(seed.hash(), seed.hashNow());

    String other = WALKER.replace("data.far end", "data.far + 0 end");
    Difference script = replay(recording, new Walkers(5, other)).orElseThrow();
    assertEquals(50, script.tick());
    assertTrue(script.replayed() > script.recorded());

    String input = recording.replace("2.5", "2.75");
    Difference inputs = replay(input, new Walkers(5, WALKER)).orElseThrow();
    assertEquals(50, inputs.tick());
  }

  @Test
  void whatIsNoRecordingIsRefused() {
    assertThrows(MalformedException.class, () -> new Replay(new StringReader("")));
    assertThrows(MalformedException.class, () -> new Replay(new StringReader("{}\n")));
  }
}
