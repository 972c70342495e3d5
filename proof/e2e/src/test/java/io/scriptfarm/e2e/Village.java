package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.PlainData;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptEvent;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.source.LiveScripts;
import io.scriptfarm.runtime.source.ScriptFolder;
import io.scriptfarm.runtime.source.ScriptTree;
import io.scriptfarm.runtime.world.EntityWorld;
import io.scriptfarm.runtime.world.Transform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A world with scripts of `examples/village`, as a farm compiled them, and a script that hears all
/// events. Its clock stands still, so that a busy machine ends no call.
final class Village implements AutoCloseable {
  private static final double TICK = 1.0 / 60; // seconds
  private static @Nullable Optional<ScriptTree> built;

  final EntityWorld world = new EntityWorld();
  final List<String> logged = new ArrayList<>();
  final LuaScriptSystem scripts;
  private final List<String> heard = new ArrayList<>();
  private final List<ScriptEvent> problems = new ArrayList<>();

  Village(FarmProcess farm) {
    Map<String, ScriptTree.File> files = new HashMap<>(built(farm).files());
    files.put(
        "ear.lua",
        ScriptTree.File.of(
            Blob.ofUtf8("function onEvent(name, data) test.heard(name, data or {}) end")));
    Optional<ScriptTree> tree = Optional.of(ScriptTree.of(1, files));
    List<Library> libraries =
        new ArrayList<>(
            GameLibraries.of(
                world, new CVarRegistry(), (level, text) -> logged.add(level + ": " + text), 7));
    libraries.add(
        Library.of(
            "test",
            Map.<String, HostFunction>of(
                "heard",
                arguments -> {
                  Map<?, ?> data = (Map<?, ?>) PlainData.of(arguments.table(2));
                  heard.add(arguments.string(1) + " " + new TreeMap<>(data).toString());
                  return null;
                })));
    this.scripts =
        new LuaScriptSystem(
            new LuaJEngine(EngineLimits.STANDARD, _ -> false, () -> 0),
            world,
            ScriptLimits.STANDARD,
            problems::add,
            libraries);
    new LiveScripts(scripts, () -> tree).take();
    spawn("ear", "{}");
  }

  /// Copies the example to a folder of its own, with what it depends on.
  static Path copy() {
    return Repository.copyOf("village", Repository.temporary("village"));
  }

  private static synchronized ScriptTree built(FarmProcess farm) {
    if (built == null) {
      Path copy = copy();
      CommandBuild build = farm.build(copy);
      assertEquals(0, build.exit(), build.ran()::toString);
      try (ScriptFolder folder = ScriptFolder.watch(copy.resolve("out"))) {
        built = folder.newest();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return built.orElseThrow();
  }

  /// An entity with a script.
  ///
  /// @param params JSON
  long spawn(String script, String params, double... at) {
    long entity = world.create();
    Transform transform = new Transform();
    if (at.length == 3) {
      transform.x = at[0];
      transform.y = at[1];
      transform.z = at[2];
    }
    world.components(Transform.NAME).set(entity, transform);
    world.components(LuaScript.NAME).set(entity, LuaScript.of(script).with(params));
    return entity;
  }

  void run(double seconds) {
    for (double end = scripts.time() + seconds - TICK / 2; scripts.time() < end; ) {
      scripts.update(TICK);
    }
  }

  void emit(String event, Map<String, Object> data) {
    scripts.emit(event, data);
  }

  /// What was heard since the last time.
  List<String> heard() {
    List<String> all = List.copyOf(heard);
    heard.clear();
    return all;
  }

  Transform at(long entity) {
    return (Transform) Objects.requireNonNull(world.components(Transform.NAME).get(entity));
  }

  @Nullable Object component(long entity, String name) {
    return world.components(name).get(entity);
  }

  @Override
  public void close() {
    scripts.close();
    assertEquals(List.of(), problems);
  }
}
