package io.scriptfarm.parity;

import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.contract.ParityReport;
import io.scriptfarm.contract.ProjectPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Runs a script in both languages and compares; in a process of which nothing else is wanted.
final class ParityRun {
  /// JavaScript and a real Lua: a script that is still busy then has no end.
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(5), 128L * 1024 * 1024);

  /// LuaJ runs some 30 million in a second.
  private static final long INSTRUCTIONS = 5_000_000;

  private static final Set<String> INTEGERS = Set.of("5.3", "5.4", "5.5");

  private ParityRun() {}

  /// @param updates how often `onUpdate` is called
  static ParityReport of(JsEngine engine, RunnableScript script, ProjectPath path, int updates) {
    Ran typescript = new JavaScriptRun(script).run(engine, LIMITS, path, updates);
    Optional<Path> interpreter = InterpreterRun.of(script.luaTarget());
    Ran lua =
        interpreter
            .map(
                program ->
                    InterpreterRun.run(program, script, typescript.arity(), updates, LIMITS.time()))
            .orElseGet(
                () ->
                    LuaJRun.run(script, typescript.arity(), updates, INSTRUCTIONS, LIMITS.time()));
    List<String> notes = new ArrayList<>();
    Stream.of(typescript.ended(), lua.ended()).flatMap(Optional::stream).forEach(notes::add);
    if (interpreter.isEmpty() && INTEGERS.contains(script.luaTarget())) {
      notes.add(
          "this worker has no Lua "
              + script.luaTarget()
              + "; LuaJ ran the script, where 10 / 2 is 5 and not 5.0: differences between integers"
              + " and floats do not show");
    }
    return new ParityReport(
        path,
        typescript.ended().isEmpty() && lua.ended().isEmpty(),
        Math.min(typescript.events().size(), lua.events().size()),
        Comparison.of(typescript.events(), lua.events()),
        interpreter.map(program -> Objects.toString(program.getFileName())).orElse("LuaJ"),
        notes);
  }
}
