package io.scriptfarm.bench;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.script.ScriptVersion;
import io.scriptfarm.runtime.world.EntityWorld;
import java.time.Duration;

/// How long the tick takes that replaces a script with 10,000 entries of state, what 10,000 reloads
/// leave in the heap, and what a small script takes. Prints milliseconds of wall-clock time and
/// bytes.
public final class ScriptReloads {
  private static final int WARM = 200;
  private static final int MEASURED = 1_000;
  private static final int LATER = 10_000;
  private static final int SCRIPTS = 10_000;
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
  private static final String TRIVIAL = "local t = 0 function onUpdate(dt) t = t + dt end";

  private final EntityWorld world = new EntityWorld();
  private final LuaScriptSystem system =
      new LuaScriptSystem(
          LuaJEngine.ofText(),
          world,
          ScriptLimits.STANDARD
              .withCall(new Allowance(10_000_000, Duration.ofSeconds(10)))
              .withTick(new Allowance(Long.MAX_VALUE, Duration.ofMinutes(1))),
          _ -> {},
          GameLibraries.of(world, new CVarRegistry(), (_, _) -> {}, 1));
  private long generation;

  private ScriptReloads() {}

  /// Takes no arguments.
  public static void main(String[] arguments) {
    new ScriptReloads().reloads();
    new ScriptReloads().memory();
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

  private void memory() {
    load(TRIVIAL);
    world.components(LuaScript.NAME).set(world.create(), LuaScript.of("state"));
    system.update(TICK);
    long before = used();
    for (int i = 0; i < SCRIPTS; i++) {
      world.components(LuaScript.NAME).set(world.create(), LuaScript.of("state"));
    }
    system.update(TICK);
    System.out.printf("a trivial script takes %d bytes%n", (used() - before) / SCRIPTS);
    system.close();
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
