package io.scriptfarm.luaparity;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.RefusedException;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.engine.ScriptInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs cases in an engine of the script runtime, each as a script of its own.
public final class EngineTrials {
  /// A thousand times what the longest case that ends needs.
  private static final Allowance ALLOWANCE = new Allowance(20_000_000, Duration.ofSeconds(20));

  private final ScriptEngine engine;
  private final ValueCases cases;
  private final StringBuilder printed = new StringBuilder();

  private final List<Library> libraries =
      List.of(
          Library.of(
              "parity",
              Map.<String, HostFunction>of(
                  "print",
                  arguments -> {
                    printed.append(arguments.string(1));
                    return null;
                  })));

  private EngineTrials(ScriptEngine engine, ValueCases cases) {
    this.engine = engine;
    this.cases = cases;
  }

  /// The cases whose target means the engine's Lua, in their order; all of them for LuaJ.
  ///
  /// @param lua what the engine runs
  public static List<Trial> run(ScriptEngine engine, Dialect lua, ValueCases cases) {
    EngineTrials trials = new EngineTrials(engine, cases);
    List<Trial> all = new ArrayList<>();
    for (ValueCase test : cases.all()) {
      if (test.interpreters().contains(lua)) {
        all.add(Trial.of(test, lua, trials.run(test)));
      }
    }
    return all;
  }

  /// What a case prints, or why it prints nothing.
  private String run(ValueCase test) {
    printed.setLength(0);
    Chunk main = new Chunk("driver.lua", Blob.ofUtf8(Script.forEngine(test)));
    try (ScriptInstance instance = engine.prepare(main, modules(test), libraries)) {
      CallEnd end = instance.run(ALLOWANCE);
      return end.problem().orElseGet(printed::toString);
    } catch (RefusedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Modules modules(ValueCase test) {
    return name ->
        Optional.ofNullable(test.modules().get(name))
            .or(
                () ->
                    name.equals("lualib_bundle")
                        ? test.library().map(cases.libraries()::get)
                        : Optional.empty())
            .map(lua -> new Chunk(name + ".lua", Blob.ofUtf8(lua)));
  }
}
