package io.scriptfarm.parity;

import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.ParityReport;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.lua.LuaInterpreter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Runs a script in both languages and compares; in a process of which nothing else is wanted.
final class ParityRun {
  /// JavaScript and a real Lua: a script that is still busy then has no end.
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(5), 128L * 1024 * 1024);

  /// Those that LuaJ cannot stand in for without a note: it has no integers.
  private static final Set<LuaInterpreter> WITH_INTEGERS =
      EnumSet.of(LuaInterpreter.LUA53, LuaInterpreter.LUA54, LuaInterpreter.LUA55);

  /// Those that run their targets; LuaJ, which is 5.2, runs all others.
  private static final Set<LuaInterpreter> WANTED =
      EnumSet.of(
          LuaInterpreter.LUA53, LuaInterpreter.LUA54, LuaInterpreter.LUA55, LuaInterpreter.LUAJIT);

  private ParityRun() {}

  /// {@link ParityJob.Compared}, or {@link ParityJob.Provisional}.
  ///
  /// @param updates how often `onUpdate` is called
  /// @param programs the interpreters that this machine has
  static CompileOutcome of(
      JsEngine engine,
      Function<LuaInterpreter, Optional<Path>> programs,
      RunnableScript script,
      ProjectPath path,
      int updates) {
    ScriptRun typescript = new JavaScriptRun(script).run(engine, LIMITS, path, updates);
    Optional<LuaInterpreter> wanted =
        LuaInterpreter.ofTarget(script.luaTarget()).filter(WANTED::contains);
    Optional<Path> program = wanted.flatMap(programs);
    ScriptRun lua =
        program
            .map(
                found ->
                    InterpreterRun.run(found, script, typescript.arity(), updates, LIMITS.time()))
            .orElseGet(
                () ->
                    LuaJRun.run(
                        script,
                        typescript.arity(),
                        updates,
                        ParityJob.INSTRUCTIONS,
                        LIMITS.time()));
    List<String> notes = new ArrayList<>();
    Stream.of(typescript, lua).flatMap(run -> why(run.end()).stream()).forEach(notes::add);
    boolean instead = wanted.isPresent() && program.isEmpty();
    if (instead && WITH_INTEGERS.contains(wanted.get())) {
      notes.add(
          "this worker has no Lua "
              + script.luaTarget()
              + "; LuaJ ran the script, where 10 / 2 is 5 and not 5.0: differences between integers"
              + " and floats do not show");
    }
    ParityReport report =
        new ParityReport(
            path,
            typescript.end() instanceof ScriptRun.Complete
                && lua.end() instanceof ScriptRun.Complete,
            Math.min(typescript.events().size(), lua.events().size()),
            Comparison.of(typescript.events(), lua.events()),
            program.map(found -> Objects.toString(found.getFileName())).orElse("LuaJ"),
            notes);
    return instead || isCutOff(typescript) || isCutOff(lua)
        ? new ParityJob.Provisional(report)
        : new ParityJob.Compared(report);
  }

  private static boolean isCutOff(ScriptRun run) {
    return run.end() instanceof ScriptRun.CutOff;
  }

  private static Optional<String> why(ScriptRun.End end) {
    return switch (end) {
      case ScriptRun.Complete() -> Optional.empty();
      case ScriptRun.Refused(String why) -> Optional.of(why);
      case ScriptRun.CutOff(String why) -> Optional.of(why);
    };
  }
}
