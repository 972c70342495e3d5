package io.scriptfarm.bench;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.lua.LuaCompiler;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.runtime.async.CVarRegistry;
import io.scriptfarm.runtime.bindings.GameLibraries;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.RefusedException;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.reallua.RealLuaEngine;
import io.scriptfarm.runtime.script.LuaScript;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptLimits;
import io.scriptfarm.runtime.script.ScriptVersion;
import io.scriptfarm.runtime.world.EntityWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What scripts take of memory on each engine, what much use leaves of it, and how long it takes to
/// load a script as text and as bytecode. Bytes are those of the JVM's heap and of Lua's own.
public final class ScriptMemory {
  private static final int SCRIPTS = 5_000;
  private static final double TICK = 1.0 / 60; // seconds
  private static final String TRIVIAL = "local t = 0 function onUpdate(dt) t = t + dt end";
  private static final String COROUTINES =
      """
      function onUpdate(dt)
        for i = 1, 100 do
          local c = coroutine.wrap(function() coroutine.yield(i) end)
          c()
        end
      end
      """;

  private final BenchEngine kind;
  private final ScriptEngine engine;
  private final EntityWorld world = new EntityWorld();
  private final LuaScriptSystem system;
  private long generation;

  private ScriptMemory(BenchEngine kind) {
    this.kind = kind;
    this.engine = kind.open();
    this.system =
        new LuaScriptSystem(
            engine,
            world,
            ScriptLimits.STANDARD
                .withCall(new Allowance(100_000_000, Duration.ofSeconds(10)))
                .withRates(
                    new ScriptLimits.Rate(100_000_000, 100_000_000),
                    new ScriptLimits.Rate(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4))
                .withTick(new Allowance(Long.MAX_VALUE, Duration.ofMinutes(1))),
            event -> System.err.println(event),
            GameLibraries.of(world, new CVarRegistry(), (_, _) -> {}, 1));
  }

  /// @param arguments an engine; none for all of them
  public static void main(String[] arguments)
      throws IOException, InterruptedException, RefusedException {
    if (arguments.length == 0) {
      BenchEngine.each(ScriptMemory.class);
      return;
    }
    BenchEngine kind = BenchEngine.valueOf(arguments[0]);
    System.out.println(kind);
    new ScriptMemory(kind).instances();
    new ScriptMemory(kind).updates();
    new ScriptMemory(kind).coroutines();
    new ScriptMemory(kind).loads();
  }

  private void instances() {
    load(TRIVIAL);
    spawn(10);
    system.update(TICK);
    long before = used();
    spawn(SCRIPTS);
    system.update(TICK);
    System.out.printf("a trivial script takes %d bytes%n", (used() - before) / SCRIPTS);
    system.close();
  }

  private void updates() {
    load(TRIVIAL);
    spawn(1_000);
    ticks(10);
    long early = used();
    ticks(990);
    left("1,000,000 updates", early);
  }

  private void coroutines() {
    load(COROUTINES);
    spawn(1);
    ticks(10);
    long early = used();
    ticks(990);
    used(); // finds what was dropped,
    ticks(2); // and lets it end
    left("100,000 coroutines made and dropped", early);
  }

  private void left(String what, long early) {
    long late = used();
    System.out.printf(
        "%s: %.2f MiB after 1 %%, %.2f MiB at the end (%+.1f %%)%n",
        what, early / 1048576.0, late / 1048576.0, 100.0 * (late - early) / early);
    system.close();
  }

  /// Each time for another chunk, as the engine keeps what it has compiled.
  private void loads() throws RefusedException {
    StringBuilder text = new StringBuilder("local t = {}\n");
    for (int i = 0; i < 60; i++) {
      text.append(
          """
          function t.f%d(a, b)
            local sum = 0
            for i = 1, #a do if a[i] > b then sum = sum + a[i] * %d else sum = sum - b end end
            return { sum = sum, name = "f%d", of = a }
          end
          """
              .formatted(i, i, i));
    }
    text.append("return t\n");
    LuaCompiler compiler = compiler();
    int rounds = 400;
    Chunk[] texts = new Chunk[2 * rounds];
    Chunk[] dumps = new Chunk[2 * rounds];
    for (int i = 0; i < texts.length; i++) {
      String name = "script" + i + ".lua";
      Blob lua = Blob.ofUtf8(text + "-- " + i);
      texts[i] = new Chunk(name, lua);
      if (!(compiler.compile(lua, "@" + name) instanceof LuaCompiler.Dump(Blob dump))) {
        throw new IllegalStateException("the script is Lua");
      }
      dumps[i] = new Chunk("b" + name, dump);
    }
    for (int i = 0; i < rounds; i++) {
      prepare(texts[i]);
      prepare(dumps[i]);
    }
    int[] next = {rounds, rounds};
    Timed source = Timed.measure(rounds, () -> prepare(texts[next[0]++]));
    Timed bytecode = Timed.measure(rounds, () -> prepare(dumps[next[1]++]));
    source.print("load from text, 300 lines");
    bytecode.print("load from bytecode");
    system.close();
  }

  private LuaCompiler compiler() {
    BytecodeFormat format =
        switch (kind) {
          case LUAJ -> BytecodeFormat.LUA52;
          case LUA54 -> BytecodeFormat.LUA54;
          case LUAJIT, LUAJIT_TRUSTED -> BytecodeFormat.LUAJIT;
        };
    if (LuaCompilers.ofThisMachine().find(format) instanceof LuaCompilers.Here(LuaCompiler here)) {
      return here;
    }
    throw new IllegalStateException("there is no compiler of " + format);
  }

  private void prepare(Chunk chunk) {
    try {
      engine.prepare(chunk, Modules.NONE, List.of()).close();
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void load(String lua) {
    generation++;
    Chunk chunk = new Chunk("state.lua", Blob.ofUtf8(lua));
    system.load(new ScriptVersion("state", generation, chunk, Modules.NONE));
  }

  private void spawn(int count) {
    for (int i = 0; i < count; i++) {
      world.components(LuaScript.NAME).set(world.create(), LuaScript.of("state"));
    }
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      system.update(TICK);
    }
  }

  private long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    long java = runtime.totalMemory() - runtime.freeMemory();
    if (engine instanceof RealLuaEngine real) {
      real.collect();
      java += real.used();
    }
    return java;
  }
}
