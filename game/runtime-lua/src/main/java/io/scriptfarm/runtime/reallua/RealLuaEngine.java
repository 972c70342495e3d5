package io.scriptfarm.runtime.reallua;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.CallEnd.Limit;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.RefusedException;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.engine.ScriptInstance;
import io.scriptfarm.runtime.engine.ScriptTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Real Lua, through its C API: one state, in which each instance has an environment of its own.
///
/// Wants a platform thread, with a stack of 1 MiB or more, and `--enable-native-access`.
public final class RealLuaEngine implements ScriptEngine {
  private static final int DEEPEST = 30; // calls of the host inside of one another
  private static final int SPARE = 8; // places on the stack

  private final LuaC lua;
  private final EngineLimits limits;
  private final Chunks chunks;
  private final HostLibraries libraries;
  private final Budget budget;
  private final Memory memory;
  private final References references;
  private final RealValues values;
  private final HostCalls calls;
  private final Upcalls upcalls;
  private final Map<String, RealFunction> prelude = new HashMap<>();
  private final Map<Integer, RealLuaInstance> instances = new HashMap<>();
  private final RealFunction handler;
  private long main; // the state; 0 when it is closed
  private long current; // the state, or the coroutine that called the host
  private int depth;
  private int lastId;

  /// @param verified bytecode that a verified manifest names; no other is run. Lua does not check
  ///     bytecode: what is corrupt ends the process
  /// @param nanos a clock in nanoseconds that goes on, as `System::nanoTime`
  /// @param memory bytes that all scripts together may take; more ends the call that wants it. Not
  ///     looked at for trusted scripts
  /// @throws MissingLuaException when there is no such Lua for this machine
  public RealLuaEngine(
      RealLua kind,
      Metering metering,
      EngineLimits limits,
      Predicate<Digest> verified,
      LongSupplier nanos,
      long memory)
      throws MissingLuaException {
    this.lua = LuaC.of(kind);
    this.limits = limits;
    this.chunks = new Chunks(this, lua, verified);
    this.budget = new Budget(lua, nanos);
    this.memory = new Memory(budget, kind == RealLua.LUA54, memory);
    this.references = new References(lua);
    this.values = new RealValues(this, lua);
    this.calls = new HostCalls(this, lua, values, budget);
    this.libraries = new HostLibraries(this, calls);
    this.upcalls = new Upcalls(calls, this.memory, budget);
    boolean counted = metering == Metering.COUNTED;
    this.main = lua.newState(counted ? upcalls.allocator() : 0);
    if (main == 0) {
      throw new IllegalStateException("there is no memory for a state of Lua");
    }
    this.current = main;
    lua.openLibraries(main);
    lua.compile(main, !counted);
    readPrelude(counted);
    this.handler = function("handler");
    if (counted) {
      budget.watch(main, upcalls.hook());
    }
  }

  /// One that counts, runs no bytecode, and lets scripts have 256 MiB together.
  ///
  /// @throws MissingLuaException when there is no such Lua for this machine
  public static RealLuaEngine ofText(RealLua kind) throws MissingLuaException {
    return new RealLuaEngine(
        kind, Metering.COUNTED, EngineLimits.STANDARD, _ -> false, System::nanoTime, 256L << 20);
  }

  private void readPrelude(boolean counted) {
    Chunk chunk = new Chunk("host", Blob.of(Upcalls.preludeText()));
    RealFunction whole;
    try {
      whole = chunks.read(chunk, "=host");
    } catch (RefusedException e) {
      throw new AssertionError("the prelude is Lua", e);
    }
    PatternScan search = new PatternScan(lua, values, calls);
    lua.pushBoolean(main, counted);
    lua.pushNumber(main, limits.stringBytes());
    lua.pushPointer(main, HostCalls.FAILED);
    calls.push(main, calls.add(this::charge));
    calls.push(main, calls.add(this::isEnding));
    calls.push(main, calls.add(search::scan));
    calls.push(main, calls.add(this::runModule));
    int arguments = 7;
    references.push(main, whole.slot());
    for (int i = 0; i < arguments; i++) {
      lua.pushValue(main, 1 + i);
    }
    if (lua.pcall(main, arguments, 1, 0) != 0) {
      throw new IllegalStateException("the prelude failed: " + values.read(main, -1));
    }
    RealTable host = values.table(main, -1);
    lua.setTop(main, 0);
    for (Object name : host.keys()) {
      prelude.put((String) name, (RealFunction) host.get(name));
    }
  }

  private RealFunction function(String name) {
    return Objects.requireNonNull(prelude.get(name), name);
  }

  private int charge(long state) {
    calls.charge(state, (long) lua.toNumber(state, 1));
    return 0;
  }

  private int isEnding(long state) {
    lua.pushBoolean(state, budget.isEnding());
    return 1;
  }

  /// Of Lua: the number of an instance and a module's name give the module's value.
  private int runModule(long state) {
    RealLuaInstance instance = instances.get((int) lua.toNumber(state, 1));
    String name = String.valueOf(values.read(state, 2));
    Optional<Chunk> chunk = instance == null ? Optional.empty() : instance.modules().find(name);
    if (chunk.isEmpty() || instance == null) {
      return refuse(state, "module '" + name + "' not found");
    }
    calls.charge(state, chunk.get().code().size());
    MainChunk module;
    long begin = budget.now();
    try {
      module = chunks.of(chunk.get());
    } catch (RefusedException e) {
      return refuse(state, "error loading module '" + name + "': " + e.getMessage());
    } finally {
      budget.extend(budget.now() - begin); // the first one to ask for a module would pay for all
    }
    return module.in(
        instance.environment(),
        this,
        function -> {
          lua.setTop(state, 0);
          references.push(state, function.slot());
          memory.bound(true);
          int status = lua.pcall(state, 0, 1, 0);
          memory.bound(false);
          current = state;
          if (status == 0) {
            return 1;
          }
          lua.pushPointer(state, HostCalls.FAILED);
          lua.pushValue(state, 1);
          lua.pushNumber(state, 0); // the error has its place
          return 3;
        });
  }

  private int refuse(long state, String why) {
    calls.fail(state, why);
    lua.pushNumber(state, 2);
    return 3;
  }

  @Override
  public String name() {
    return lua.lua().title();
  }

  @Override
  public ScriptInstance prepare(Chunk chunk, Modules modules, List<Library> wanted)
      throws RefusedException {
    MainChunk first = chunks.of(chunk);
    int id = ++lastId;
    RealTable environment =
        (RealTable) prelude("environment", 1, libraries.of(wanted), (double) id)[0];
    RealLuaInstance instance =
        new RealLuaInstance(this, first, modules, id, Objects.requireNonNull(environment));
    instances.put(id, instance);
    return instance;
  }

  void forget(int id) {
    instances.remove(id);
  }

  RealFunction bound(RealFunction chunk, RealTable environment) {
    prelude("bind", 0, chunk, environment);
    return chunk;
  }

  Chunks chunks() {
    return chunks;
  }

  References references() {
    return references;
  }

  long called() {
    return upcalls.called();
  }

  /// From Lua to Java.
  ///
  /// @return what {@link #leave} takes
  long enter(long state) {
    memory.bound(false);
    long outer = current;
    current = state;
    return outer;
  }

  void leave(long outer) {
    current = outer;
    memory.bound(true);
  }

  private long state() {
    if (main == 0) {
      throw new IllegalStateException("the engine is closed");
    }
    return current;
  }

  /// Does something with the stack, and leaves it as it was.
  <T extends @Nullable Object> T aside(BiFunction<Long, RealValues, T> what) {
    long state = state();
    if (!lua.checkStack(state, 2 * SPARE)) {
      throw new HostException("stack overflow");
    }
    references.clear(state);
    int top = lua.top(state);
    boolean bounded = memory.bound(false);
    try {
      return what.apply(state, values);
    } finally {
      lua.setTop(state, top);
      memory.bound(bounded);
    }
  }

  @Nullable Object[] prelude(String name, int results, @Nullable Object... arguments) {
    return quietly(function(name), results, arguments);
  }

  /// Calls Lua of the host's own.
  @Nullable Object[] quietly(RealFunction function, int results, @Nullable Object... arguments) {
    return aside(
        (state, _) -> {
          Budget.Run paused = budget.pause(state);
          try {
            references.push(state, function.slot());
            for (Object argument : arguments) {
              values.push(state, argument);
            }
            if (lua.pcall(state, arguments.length, results, 0) != 0) {
              throw new IllegalStateException("the prelude failed: " + values.read(state, -1));
            }
            @Nullable Object[] all = new Object[results];
            for (int i = 0; i < results; i++) {
              all[i] = values.read(state, i - results);
            }
            return all;
          } finally {
            budget.resume(state, paused);
          }
        });
  }

  CallEnd call(RealFunction function, Allowance allowance, @Nullable Object... arguments) {
    long state = state();
    if (depth >= DEEPEST || !lua.checkStack(state, arguments.length + SPARE)) {
      return new CallEnd.Aborted(Limit.STACK, "", CallEnd.Spent.NOTHING);
    }
    references.clear(state);
    int top = lua.top(state);
    boolean bounded = memory.bound(false);
    try {
      references.push(state, handler.slot());
      references.push(state, function.slot());
      for (Object argument : arguments) {
        values.push(state, argument);
      }
      Budget.Run run = budget.begin(allowance);
      depth++;
      memory.bound(true);
      int status = lua.pcall(state, arguments.length, 1, top + 1);
      memory.bound(false);
      depth--;
      current = state;
      CallEnd end = end(state, status, run.limit(), run.end(state));
      if (run.limit() != null && depth == 0) {
        lua.setTop(state, top);
        lua.collect(state, LuaC.COLLECT);
      }
      return end;
    } finally {
      lua.setTop(state, top);
      memory.bound(bounded);
    }
  }

  private CallEnd end(long state, int status, @Nullable Limit limit, CallEnd.Spent spent) {
    if (limit == null && status == 0) {
      return new CallEnd.Returned(values.read(state, -1), spent);
    }
    Object error = limit == null ? values.read(state, -1) : null;
    @Nullable Object[] told = prelude("failure", 2, error);
    String traceback = String.valueOf(told[1]);
    return limit == null
        ? new CallEnd.Failed(String.valueOf(told[0]), traceback, spent)
        : new CallEnd.Aborted(limit, traceback, spent);
  }

  @Override
  public ScriptTable table() {
    return Objects.requireNonNull(
        aside(
            (state, _) -> {
              lua.newTable(state, 0, 0);
              return values.table(state, -1);
            }));
  }

  @Override
  public @Nullable Object copyOf(@Nullable Object value) {
    return switch (value) {
      case RealTable table ->
          aside(
              (state, _) -> {
                values.push(state, table);
                values.pushCopy(state);
                return values.table(state, -1);
              });
      case Map<?, ?> _, List<?> _ ->
          aside(
              (state, _) -> {
                values.push(state, value);
                return values.table(state, -1);
              });
      case Number number -> number.doubleValue();
      case null, default -> value;
    };
  }

  /// What all scripts take, in bytes. Garbage counts until it is collected.
  public long used() {
    return 1024L * lua.collect(state(), LuaC.KIBIBYTES);
  }

  /// Has Lua collect all garbage, as a game may want between two levels. Takes milliseconds for
  /// each 10 MiB or so.
  public void collect() {
    references.clear(state());
    lua.collect(state(), LuaC.COLLECT);
  }

  @Override
  public void close() {
    if (main != 0) {
      long state = main;
      main = 0;
      instances.clear();
      chunks.clear();
      lua.close(state);
    }
  }
}
