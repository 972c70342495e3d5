package io.scriptfarm.runtime.luaj;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.lua.LuaJSandbox;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.CompiledChunks;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.RefusedException;
import io.scriptfarm.runtime.engine.SampleListener;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.engine.ScriptInstance;
import io.scriptfarm.runtime.engine.ScriptTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;

/// Lua 5.2 in the JVM. Compiled chunks are kept by digest and shared by all instances.
public final class LuaJEngine implements ScriptEngine {
  private static final byte BYTECODE = 0x1B;

  static {
    StringFunctions.install();
  }

  private final Meter meter;
  private final Predicate<Digest> verified;
  private final Globals luaj = LuaJSandbox.unlimited().globals();
  private final BaseFunctions base;
  private LibraryTables tables; // of the libraries that the last instance got
  private final CompiledChunks<Prototype> compiled = new CompiledChunks<>();

  /// @param verified bytecode that a verified manifest names; no other is run
  /// @param nanos a clock in nanoseconds that goes on, as `System::nanoTime`
  public LuaJEngine(EngineLimits limits, Predicate<Digest> verified, LongSupplier nanos) {
    this.meter = new Meter(limits, nanos);
    this.verified = verified;
    StringFunctions.install(); // another sandbox of this JVM may have put its own there
    luaj.debuglib = meter;
    this.base = new BaseFunctions(meter, luaj);
    // One seed for all of a JVM: whoever wants chance gives a library that has its own.
    luaj.get("math").set("random", LuaValue.NIL);
    luaj.get("math").set("randomseed", LuaValue.NIL);
    this.tables = new LibraryTables(List.of(), luaj, this);
  }

  /// One that runs no bytecode.
  public static LuaJEngine ofText() {
    return new LuaJEngine(EngineLimits.STANDARD, _ -> false, System::nanoTime);
  }

  @Override
  public String name() {
    return "luaj-3.0.1";
  }

  @Override
  public ScriptInstance prepare(Chunk chunk, Modules modules, List<Library> libraries)
      throws RefusedException {
    Prototype main = prototype(chunk);
    Globals environment = new Globals();
    environment.debuglib = meter;
    base.addTo(environment);
    if (!tables.areOf(libraries)) {
      tables = new LibraryTables(libraries, luaj, this);
    }
    tables.addTo(environment);
    Coroutines coroutines = new Coroutines(meter, environment);
    environment.set("coroutine", coroutines.library());
    environment.set("require", new Require(this, modules, environment));
    return new LuaJInstance(this, main, environment, coroutines);
  }

  /// @throws RefusedException when it is no Lua, or is bytecode that nobody vouches for
  Prototype prototype(Chunk chunk) throws RefusedException {
    Prototype known = compiled.find(chunk);
    if (known == null) {
      known = read(chunk);
      compiled.put(chunk, known);
    }
    return known;
  }

  private Prototype read(Chunk chunk) throws RefusedException {
    Blob code = chunk.code();
    byte[] bytes = code.bytes();
    boolean isBytecode = bytes.length > 0 && bytes[0] == BYTECODE;
    if (isBytecode && !verified.test(code.digest())) {
      throw new RefusedException(chunk.name() + ": bytecode that no verified manifest names");
    }
    String name = "@" + chunk.name();
    try {
      return isBytecode
          ? Objects.requireNonNull(
              LoadState.undump(new ByteArrayInputStream(bytes), name), "no bytecode")
          : BaseFunctions.compile(LuaString.valueUsing(bytes), name);
    } catch (LuaError e) {
      throw new RefusedException(withoutMark(String.valueOf(e.getMessage())));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // LuaJ's compiler fails on some inputs instead of refusing them.
      throw new RefusedException(chunk.name() + ": LuaJ cannot read it: " + e);
    }
  }

  private static String withoutMark(String message) {
    return message.startsWith("@") ? message.substring(1) : message;
  }

  Meter meter() {
    return meter;
  }

  /// Has a listener told where scripts are.
  ///
  /// @param period instructions between two samples; a call that takes fewer is seen now and then
  public void sample(int period, SampleListener listener) {
    meter.sample(period, listener);
  }

  public void endSampling() {
    meter.sample(0, null);
  }

  CallEnd call(LuaValue function, Allowance allowance, Varargs arguments) {
    Meter.Run run = meter.begin(allowance);
    try {
      Varargs values =
          ScopedValue.where(Meter.CURRENT, meter).call(() -> function.invoke(arguments));
      return new CallEnd.Returned(LuaJValues.toJava(values.arg1(), this), run.end());
    } catch (Abort abort) {
      return new CallEnd.Aborted(abort.limit(), abort.traceback(), run.end());
    } catch (OutOfMemoryError e) {
      return new CallEnd.Aborted(CallEnd.Limit.MEMORY, "", run.end());
    } catch (LuaError e) {
      String message = StringFunctions.plainText(meter.valueOf(e));
      return new CallEnd.Failed(message, meter.lastTraceback(), run.end());
    } catch (StackOverflowError e) {
      return new CallEnd.Aborted(CallEnd.Limit.STACK, meter.frames().traceback(1), run.end());
    } catch (RuntimeException e) {
      return new CallEnd.Failed("LuaJ failed: " + e, "", run.end());
    }
  }

  @Override
  public ScriptTable table() {
    return new LuaJValues.Table(new LuaTable(), this);
  }

  @Override
  public @Nullable Object copyOf(@Nullable Object value) {
    LuaValue copy =
        value instanceof LuaJValues.Table(LuaTable table, var _)
            ? new PlainCopy().of(table)
            : LuaJValues.toLua(value);
    return LuaJValues.toJava(copy, this);
  }

  @Override
  public void close() {
    compiled.clear();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
