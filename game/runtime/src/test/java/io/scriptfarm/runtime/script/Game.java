package io.scriptfarm.runtime.script;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.world.EntityWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// A game in a test: its scripts say what they do with `say`, and its clock stands still.
final class Game {
  static final double FRAME = 1.0 / 64; // seconds; exact in binary

  final EntityWorld world = new EntityWorld();
  final List<String> said = new ArrayList<>();
  final List<ScriptEvent> events = new ArrayList<>();
  final AtomicLong nanos = new AtomicLong();
  final LuaScriptSystem scripts;
  private long generation;

  Game() {
    this(ScriptLimits.STANDARD);
  }

  Game(ScriptLimits limits) {
    this.scripts =
        new LuaScriptSystem(
            new LuaJEngine(EngineLimits.STANDARD, _ -> false, nanos::get),
            world,
            limits,
            events::add,
            List.of(
                Library.of(
                    "test",
                    Map.<String, HostFunction>of(
                        "say",
                        arguments -> {
                          said.add(arguments.string(1));
                          return null;
                        },
                        "sleep",
                        arguments -> {
                          nanos.addAndGet((long) (arguments.number(1) * 1e9));
                          return null;
                        },
                        "rest",
                        arguments -> {
                          enable((long) arguments.number(1), arguments.get(2) == Boolean.TRUE);
                          return null;
                        }))));
  }

  private void enable(long entity, boolean enabled) {
    scripts.enable(entity, enabled);
  }

  /// Gives the next generation of a script.
  long load(String name, String lua) {
    generation++;
    scripts.load(
        new ScriptVersion(
            name, generation, new Chunk(name + ".lua", Blob.ofUtf8(lua)), Modules.NONE));
    return generation;
  }

  long spawn(LuaScript script) {
    long entity = world.create();
    world.components(LuaScript.NAME).set(entity, script);
    return entity;
  }

  long spawn(String name, String lua) {
    load(name, lua);
    return spawn(LuaScript.of(name));
  }

  void ticks(int count) {
    for (int i = 0; i < count; i++) {
      scripts.update(FRAME);
    }
  }

  /// What was said since the last time.
  List<String> heard() {
    List<String> all = List.copyOf(said);
    said.clear();
    return all;
  }

  <E extends ScriptEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
