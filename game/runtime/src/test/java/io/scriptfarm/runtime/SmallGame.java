package io.scriptfarm.runtime;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameHost;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.script.ScriptListener;
import io.scriptfarm.runtime.script.ScriptVersion;
import io.scriptfarm.runtime.world.EntityWorld;
import io.scriptfarm.runtime.world.Transform;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A game server of one page: a door, and somebody who uses it. docs/runtime.md shows it.
final class SmallGame implements AutoCloseable {
  private static final double TICK = 1.0 / 60; // seconds

  private final EntityWorld world = new EntityWorld();
  private final LuaScriptSystem scripts;
  private final long door;
  private long generation;

  SmallGame(ScriptEngine engine, GameHost host, ScriptListener listener) {
    scripts =
        new LuaScriptSystem(
            engine,
            world,
            ScriptLimits.STANDARD,
            listener,
            GameLibraries.of(world, new CVarRegistry(), host, 42));
    door = world.create();
    world.components(Transform.NAME).set(door, new Transform());
    scripts.attach(door, LuaScript.of("door").with("{\"seconds\": 1}"));
  }

  /// Takes the Lua files of a generation, by their paths.
  void take(Map<String, String> files) {
    generation++;
    scripts.load(
        new ScriptVersion(
            "door",
            generation,
            new Chunk("door.lua", Blob.ofUtf8(files.get("door.lua"))),
            name ->
                Optional.ofNullable(files.get(name + ".lua"))
                    .map(lua -> new Chunk(name + ".lua", Blob.ofUtf8(lua)))));
  }

  void use() {
    scripts.emit("use", null);
  }

  void run(int ticks) {
    for (int i = 0; i < ticks; i++) {
      scripts.update(TICK);
    }
  }

  double heightOfTheDoor() {
    return world.components(Transform.NAME).get(door) instanceof Transform transform
        ? transform.y
        : 0;
  }

  List<String> report() {
    return scripts.reports().stream()
        .map(report -> report.script() + " " + report.state() + " " + report.calls())
        .toList();
  }

  @Override
  public void close() {
    scripts.close();
  }
}
