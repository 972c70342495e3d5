package io.scriptfarm.parity;

import io.scriptfarm.compiler.engine.HeapLimitException;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.engine.ScriptException;
import io.scriptfarm.compiler.engine.StartScript;
import io.scriptfarm.compiler.engine.TimeLimitException;
import io.scriptfarm.compiler.engine.WarmUp;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.compiler.protocol.RunnableScript.JsModule;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ParityReport.Place;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.trace.SourceMap;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A script as JavaScript, in a session of the farm's engine that nobody else gets: no host,
/// limited time and memory.
final class JavaScriptRun {
  private static final StartScript START =
      new StartScript(
          "parity.js",
          "parity" + Digest.ofUtf8(Harness.JAVASCRIPT).hex(),
          () -> Harness.JAVASCRIPT,
          () -> WarmUp.NONE);

  private final StringBuilder text = new StringBuilder();
  private final NavigableMap<Integer, JsModule> modules = new TreeMap<>(); // by their first line
  private final Map<String, SourceMap> maps = new java.util.HashMap<>();
  private int lines;

  JavaScriptRun(RunnableScript script) {
    append("with (__stubs) {\n");
    for (JsModule module : script.js()) {
      append(
          "__modules[%s] = { imports: %s, run: function (exports, require, module) {\n"
              .formatted(Json.write(module.name()), Json.write(module.imports())));
      modules.put(lines + 1, module);
      module
          .map()
          .ifPresent(
              map ->
                  maps.put(module.name(), SourceMap.parse(map.getBytes(StandardCharsets.UTF_8))));
      append(module.text());
      append("\n} };\n");
    }
    append("}\n");
  }

  private record Request(String entry, int updates, String modules) {}

  private record Told(String kind, String label, String text, int line) {}

  ScriptRun run(JsEngine engine, Limits limits, ProjectPath entry, int updates) {
    Recorder recorder = new Recorder();
    try (JsSession session = engine.open(START, limits)) {
      String arity =
          session.call(
              "scriptfarmRun",
              Json.write(new Request(entry.value(), updates, text.toString())),
              (name, argument) -> {
                Told told = Json.read(argument, Told.class);
                return recorder.add(
                        new Event(told.kind(), told.label(), told.text(), place(told.line())))
                    ? null
                    : "enough";
              });
      return new ScriptRun(recorder.events(), arity, new ScriptRun.Complete());
    } catch (TimeLimitException e) {
      return ended(
          recorder,
          new ScriptRun.CutOff(
              "TypeScript did not end within " + limits.time().toSeconds() + " s"));
    } catch (HeapLimitException e) {
      return ended(recorder, new ScriptRun.CutOff("TypeScript took more memory than it may"));
    } catch (ScriptException e) {
      return ended(recorder, new ScriptRun.Refused("TypeScript does not run: " + e.getMessage()));
    }
  }

  private static ScriptRun ended(Recorder recorder, ScriptRun.End end) {
    return new ScriptRun(recorder.events(), "{}", end);
  }

  private Optional<Place> place(int line) {
    Map.Entry<Integer, JsModule> module = modules.floorEntry(line);
    if (module == null) {
      return Optional.empty();
    }
    SourceMap map = maps.get(module.getValue().name());
    return map == null
        ? Optional.empty()
        : map.at(line - module.getKey() + 1)
            .map(at -> new Place(module.getValue().name(), at.line()));
  }

  private void append(String more) {
    text.append(more);
    lines += lines(more);
  }

  private static int lines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }
}
