package io.scriptfarm.runtime.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.Origins.Origin;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.script.ScriptVersion;
import io.scriptfarm.runtime.world.EntityWorld;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R36 figures of scripts")
class FiguresTest {
  private static final String BUSY =
      """
      local function heavy()
        for i = 1, 900 do end
      end
      local function light()
        for i = 1, 90 do end
      end
      function onUpdate()
        heavy()
        light()
      end
      """;

  private final AtomicLong nanos = new AtomicLong();
  private final EntityWorld world = new EntityWorld();
  private final LuaJEngine engine =
      new LuaJEngine(
          EngineLimits.STANDARD, _ -> false, () -> nanos.addAndGet(1_000)); // each look takes 1 µs
  private final LuaScriptSystem scripts =
      new LuaScriptSystem(engine, world, ScriptLimits.STANDARD, _ -> {}, List.of());

  private void run(int ticks) {
    for (int i = 0; i < ticks; i++) {
      scripts.update(0.1);
    }
  }

  private void load(long generation) {
    scripts.load(
        new ScriptVersion(
            "busy",
            generation,
            new Chunk("busy.lua", Blob.ofUtf8(BUSY)),
            Modules.NONE,
            (_, line) -> Optional.of(new Origin("src/busy.ts", line * 10))));
  }

  @Test
  void samplesAreLinesOfTypeScript() throws IOException {
    load(1);
    long entity = world.create();
    world.components(LuaScript.NAME).set(entity, LuaScript.of("busy"));
    ScriptProfiler profiler = new ScriptProfiler(scripts, nanos::get);
    engine.sample(50, profiler);
    run(100);
    engine.endSampling();
    Map<String, Long> lines = profiler.lines();
    long heavy = lines.getOrDefault("src/busy.ts:20", 0L);
    long light = lines.getOrDefault("src/busy.ts:50", 0L);
    assertEquals("src/busy.ts:20", lines.keySet().iterator().next());
    assertEquals(10.0, (double) heavy / light, 4, lines::toString);

    run(100);
    assertEquals(lines, profiler.lines(), "the sampling has ended");

    StringBuilder trace = new StringBuilder();
    profiler.writeTrace(trace);
    JsonNode events = Json.read(trace.toString(), JsonNode.class).path("traceEvents");
    assertTrue(events.size() > 100);
    double inner = 0;
    for (JsonNode event : events) {
      assertEquals("X", event.path("ph").asText());
      assertEquals(entity, event.path("args").path("entity").asLong());
      assertTrue(event.path("dur").asDouble() >= 0);
      inner += event.path("name").asText().equals("src/busy.ts:20") ? 1 : 0;
    }
    assertTrue(inner > 0);
  }

  @Test
  void micrometerReadsWhatTheGameObserved() {
    ScriptMeters meters = new ScriptMeters();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    meters.bindTo(registry);
    assertEquals(0, registry.get("scripts.calls").functionCounter().count());
    load(1);
    world.components(LuaScript.NAME).set(world.create(), LuaScript.of("busy"));
    run(10);
    load(2);
    run(1);
    meters.observe(scripts.stats());
    assertEquals(1, registry.get("scripts").gauge().value());
    assertEquals(1, registry.get("scripts.reloads").functionCounter().count());
    assertEquals(13, registry.get("scripts.calls").functionCounter().count());
    double longest = registry.get("scripts.execute.seconds").tag("figure", "max").gauge().value();
    double median = registry.get("scripts.execute.seconds").tag("figure", "p50").gauge().value();
    assertTrue(0 < median && median <= longest, median + " " + longest);
    assertEquals(2, scripts.stats().load().count());
    assertEquals(1, scripts.stats().reload().count());
  }
}
