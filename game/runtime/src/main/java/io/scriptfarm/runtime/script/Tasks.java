package io.scriptfarm.runtime.script;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.RefusedException;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.engine.ScriptFunction;
import io.scriptfarm.runtime.engine.ScriptInstance;
import io.scriptfarm.runtime.engine.ScriptTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Gives scripts `task`, which is Lua: a function in Java cannot stop in the middle.
final class Tasks {
  private static final Allowance ENOUGH = new Allowance(10_000, Duration.ofSeconds(1));

  private final ScriptFunction make;

  Tasks(ScriptEngine engine) {
    try (InputStream in = Tasks.class.getResourceAsStream("task.lua")) {
      Blob lua = Blob.of(Objects.requireNonNull(in).readAllBytes());
      ScriptInstance itself = engine.prepare(new Chunk("task", lua), Modules.NONE, List.of());
      itself.run(ENOUGH);
      this.make = itself.function("make").orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RefusedException e) {
      throw new AssertionError("it is Lua", e);
    }
  }

  void giveTo(ScriptInstance instance) {
    ScriptTable globals = instance.globals();
    CallEnd end = make.call(ENOUGH, globals.get("coroutine"), globals.get("timer"));
    if (end instanceof CallEnd.Returned(ScriptTable task, var _)) {
      globals.set("task", task);
    }
  }
}
