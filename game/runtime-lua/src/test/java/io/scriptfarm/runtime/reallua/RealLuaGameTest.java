package io.scriptfarm.runtime.reallua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.RefusedException;
import io.scriptfarm.runtime.engine.ScriptInstance;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptEvent;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.script.ScriptVersion;
import io.scriptfarm.runtime.world.EntityWorld;
import io.scriptfarm.runtime.world.Transform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("R30 a game on real Lua")
class RealLuaGameTest {
  private static final Allowance LONG = new Allowance(1L << 40, Duration.ofMinutes(1));
  private static final String SCRIPT =
      """
      local module = require('module')
      function onStart()
        persistent.points = (persistent.points or 0) + module.step
        events.on('go', function(data) transform.translate(entity, data.far, 0, 0) end)
        timer.after(0.5, function() log.info('timer') end)
        task.start(function() task.wait(0.5) log.info('task of ' .. entity) end)
      end
      function onUpdate(dt) transform.setPosition(entity, transform.x(entity), dt, 0) end
      function points() return persistent.points end
      """;

  private final EntityWorld world = new EntityWorld();
  private final List<ScriptEvent> events = new ArrayList<>();
  private final List<String> logged = new ArrayList<>();

  private ScriptVersion version(long generation, String lua) {
    Modules modules =
        name ->
            name.equals("module")
                ? Optional.of(new Chunk("module.lua", Blob.ofUtf8("return {step = 2}")))
                : Optional.empty();
    return new ScriptVersion("s", generation, new Chunk("s.lua", Blob.ofUtf8(lua)), modules);
  }

  @ParameterizedTest
  @EnumSource(RealLua.class)
  void runsReloadsAndIsMeasured(RealLua lua) {
    LuaScriptSystem scripts =
        new LuaScriptSystem(
            RealLuaEngines.of(lua, () -> 0), // the machine may be slow
            world,
            ScriptLimits.STANDARD,
            events::add,
            GameLibraries.of(world, new CVarRegistry(), (_, text) -> logged.add(text), 1));
    Transform transform = new Transform();
    long entity = world.create();
    world.components(Transform.NAME).set(entity, transform);
    scripts.load(version(1, SCRIPT));
    scripts.attach(entity, LuaScript.of("s"));
    scripts.update(0.25);
    scripts.emit("go", Map.of("far", 3));
    scripts.update(0.25);
    assertEquals(3, transform.x);
    assertEquals(0.25, transform.y);
    scripts.update(0.25);
    assertEquals(List.of("timer", "task of " + entity), logged);
    scripts.load(version(2, SCRIPT + "-- again\nfunction onMigrate(old) log.info(old.points) end"));
    scripts.update(0.25);
    scripts.load(version(3, "this is no Lua"));
    scripts.update(0.25);
    assertEquals("2", logged.getLast());
    assertTrue(events.getFirst() instanceof ScriptEvent.Reloaded, events::toString);
    assertTrue(events.getLast() instanceof ScriptEvent.Refused, events::toString);
    assertEquals(2, events.size(), events::toString);
    long memory = scripts.reports().getFirst().memory();
    assertTrue(memory > 500 && memory < 20_000, () -> memory + " bytes");
    scripts.close();
  }

  @ParameterizedTest
  @EnumSource(RealLua.class)
  void noCallGetsMoreMemoryThanThereIs(RealLua lua) throws RefusedException {
    try (RealLuaEngine engine =
        RealLuaEngines.of(lua, EngineLimits.STANDARD, _ -> false, System::nanoTime)) {
      String hoard =
          "local all = {} while true do pcall(function() all[#all + 1] = ('x'):rep(1e6) .. #all"
              + " end) end";
      try (ScriptInstance script =
          engine.prepare(new Chunk("x.lua", Blob.ofUtf8(hoard)), Modules.NONE, List.of())) {
        CallEnd end = script.run(LONG);
        assertTrue(
            end instanceof CallEnd.Aborted(CallEnd.Limit limit, var _, var _)
                && limit == CallEnd.Limit.MEMORY,
            end::toString);
      }
      engine.collect();
      assertTrue(engine.used() < RealLuaEngines.MEMORY / 8, () -> engine.used() + " bytes");
      try (ScriptInstance script =
          engine.prepare(
              new Chunk("y.lua", Blob.ofUtf8("return #('x'):rep(1e6)")), Modules.NONE, List.of())) {
        assertTrue(script.run(LONG) instanceof CallEnd.Returned);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RealLua.class)
  void trustedScriptsRunTheSame(RealLua lua) throws RefusedException, MissingLuaException {
    try (RealLuaEngine engine =
        new RealLuaEngine(
            lua, Metering.TRUSTED, EngineLimits.STANDARD, _ -> false, System::nanoTime, 0)) {
      String sum = "local n = 0 for i = 1, 1e5 do n = n + i % 7 end return n + (io and 1 or 0)";
      try (ScriptInstance script =
          engine.prepare(new Chunk("x.lua", Blob.ofUtf8(sum)), Modules.NONE, List.of())) {
        CallEnd end = script.run(LONG);
        assertTrue(
            end instanceof CallEnd.Returned(Object value, var _) && value.equals(299_997.0 + 3),
            end::toString);
      }
    }
  }
}
