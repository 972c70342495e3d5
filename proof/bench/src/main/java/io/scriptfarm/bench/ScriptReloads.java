package io.scriptfarm.bench;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.reallua.RealLuaEngine;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.script.ScriptVersion;
import io.scriptfarm.runtime.world.EntityWorld;
import java.io.IOException;
import java.time.Duration;

/// How long the tick takes that replaces a script with 10,000 entries of state on each engine, and
/// what 10,000 reloads leave in memory.
public final class ScriptReloads {
  private static final int WARM = 1_000;
  private static final int MEASURED = 1_000;
  private static final int LATER = 10_000;
  private static final double TICK = 1.0 / 60; // seconds
  private static final String STATE =
      """
      function onStart()
        if persistent.points then return end
        persistent.points = {}
        for i = 1, 10000 do persistent.points['player ' .. i] = i end
      end
      function onUpdate(dt) end
      """;

  private final ScriptEngine engine;
  private final EntityWorld world = new EntityWorld();
  private final LuaScriptSystem system;
  private long generation;

  private ScriptReloads(BenchEngine kind) {
    engine = kind.open();
    system =
        new LuaScriptSystem(
            engine,
            world,
            ScriptLimits.STANDARD
                .withCall(new Allowance(10_000_000, Duration.ofSeconds(10)))
                .withTick(new Allowance(Long.MAX_VALUE, Duration.ofMinutes(1))),
            _ -> {},
            GameLibraries.of(world, new CVarRegistry(), (_, _) -> {}, 1));
  }

  /// @param arguments an engine; none for all of them
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length == 0) {
      BenchEngine.each(ScriptReloads.class);
    } else {
      System.out.println(arguments[0]);
      new ScriptReloads(BenchEngine.valueOf(arguments[0])).reloads();
    }
  }

  /// Each version is another text, as after a save.
  private void load(String lua) {
    generation++;
    Chunk chunk = new Chunk("state.lua", Blob.ofUtf8(lua + "\n-- " + generation));
    system.load(new ScriptVersion("state", generation, chunk, Modules.NONE));
  }

  private void reload() {
    load(STATE);
    system.update(TICK);
  }

  private void reloads() {
    world.components(LuaScript.NAME).set(world.create(), LuaScript.of("state"));
    for (int i = 0; i < WARM; i++) {
      reload();
    }
    long before = used();
    Timed.measure(MEASURED, this::reload).print("a reload with 10,000 entries of state");
    for (int i = WARM + MEASURED; i < LATER; i++) {
      reload();
    }
    System.out.printf(
        "the heap after %d reloads: %.1f MiB; after %d: %.1f MiB%n",
        WARM, before / 1048576.0, LATER, used() / 1048576.0);
    if (system.stats().reloads() != LATER - 1) {
      throw new AssertionError(system.stats().toString());
    }
  }

  private long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    long java = runtime.totalMemory() - runtime.freeMemory();
    if (engine instanceof RealLuaEngine real) {
      real.collect();
      java += real.used();
    }
    return java;
  }
}
