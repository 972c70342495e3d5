package io.scriptfarm.bench;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.lua.LuaJSandbox;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.script.ScriptVersion;
import io.scriptfarm.runtime.world.EntityWorld;
import io.scriptfarm.runtime.world.Queries;
import io.scriptfarm.runtime.world.Transform;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaValue;

/// What a tick of the script runtime takes on each engine, and one call of a function of the game
/// in it, beside as many calls of bare LuaJ, which counts nothing and keeps scripts not apart.
public final class ScriptTicks {
  private static final int WARM = 2_000;
  private static final int MEASURED = 2_000;
  private static final int CALLS = 1_000; // of a function of the game in one update
  private static final double TICK = 1.0 / 60; // seconds
  private static final String TRIVIAL = "local t = 0 function onUpdate(dt) t = t + dt end";
  private static final String BUSY =
      """
      function onUpdate(dt)
        for i = 1, 10 do
          transform.translate(entity, dt, 0, 0)
          local x = transform.x(entity)
        end
      end
      """;

  private final BenchEngine engine;

  private ScriptTicks(BenchEngine engine) {
    this.engine = engine;
  }

  /// @param arguments an engine; none for all of them
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length == 0) {
      report("bare LuaJ, 1,000 calls of a trivial function", bare(1_000));
      queries();
      BenchEngine.each(ScriptTicks.class);
    } else {
      new ScriptTicks(BenchEngine.valueOf(arguments[0])).all();
    }
  }

  private void all() {
    System.out.println(engine);
    report("1,000 entities with a trivial onUpdate", scripts(TRIVIAL, 1_000, 0));
    report("100 entities with 20 bindings each", scripts(BUSY, 100, 0));
    report("the same, and 1,000 idle ones", scripts(BUSY, 100, 1_000));
    double empty = loop("local x = i");
    call("transform.x(entity)", empty);
    call("transform.translate(entity, 1, 0, 0)", empty);
    call("math.lerp(1, 2, 0.5)", empty);
    call("transform.getPosition(entity)", empty);
  }

  /// A query of two components that half of 10,000 entities have, asked again, and asked after one
  /// of the components changed.
  private static void queries() {
    EntityWorld world = new EntityWorld();
    long last = 0;
    for (int i = 0; i < 10_000; i++) {
      last = world.create();
      world.components("Position").set(last, "here");
      if (i % 2 == 0) {
        world.components("Health").set(last, "full");
      }
    }
    long changed = last;
    Queries queries = new Queries(world);
    List<String> names = List.of("Position", "Health");
    report("a query of 10,000 entities that is known", () -> queries.having(names));
    report(
        "the same after a change",
        () -> {
          world.components("Health").set(changed, "changed");
          queries.having(names);
        });
  }

  private void call(String binding, double empty) {
    System.out.printf(
        "%-52s %.0f ns%n", binding, (loop("local x = " + binding) - empty) * 1e6 / CALLS);
  }

  /// Milliseconds of the median.
  private double loop(String body) {
    Runnable tick =
        scripts("function onUpdate(dt) for i = 1, %d do %s end end".formatted(CALLS, body), 1, 0);
    return warm(tick).median();
  }

  private static Runnable bare(int count) {
    List<LuaValue> functions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Globals globals = LuaJSandbox.unlimited().globals();
      globals.load(TRIVIAL, "@trivial.lua").call();
      functions.add(globals.get("onUpdate"));
    }
    return () -> functions.forEach(function -> function.call(LuaValue.valueOf(TICK)));
  }

  private Runnable scripts(String lua, int count, int idle) {
    EntityWorld world = new EntityWorld();
    LuaScriptSystem system =
        new LuaScriptSystem(
            engine.open(),
            world,
            ScriptLimits.STANDARD
                .withCall(new Allowance(10_000_000, Duration.ofSeconds(10)))
                .withRates(
                    new ScriptLimits.Rate(100_000_000, 100_000_000),
                    new ScriptLimits.Rate(100_000_000, 100_000_000))
                .withTick(new Allowance(Long.MAX_VALUE, Duration.ofMinutes(1))),
            event -> System.err.println(event),
            GameLibraries.of(world, new CVarRegistry(), (_, _) -> {}, 1));
    load(system, "busy", lua);
    load(system, "idle", "function onStart() end");
    for (int i = 0; i < count + idle; i++) {
      long entity = world.create();
      world.components(Transform.NAME).set(entity, new Transform());
      LuaScript script = LuaScript.of(i < count ? "busy" : "idle").ownedBy("owner " + i);
      world.components(LuaScript.NAME).set(entity, script);
    }
    return () -> system.update(TICK);
  }

  private static void load(LuaScriptSystem system, String name, String lua) {
    system.load(
        new ScriptVersion(name, 1, new Chunk(name + ".lua", Blob.ofUtf8(lua)), Modules.NONE));
  }

  private static Timed warm(Runnable tick) {
    for (int i = 0; i < WARM; i++) {
      tick.run();
    }
    return Timed.measure(MEASURED, tick);
  }

  private static void report(String name, Runnable tick) {
    warm(tick).print(name);
  }
}
