package io.scriptfarm.parity;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.contract.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A script in a real Lua, as a process of its own: for targets whose numbers LuaJ does not have.
/// Time and memory are limited; of the machine the script sees nothing, as in LuaJ, because the
/// harness gives it a table of harmless functions and loads no bytecode.
final class InterpreterRun {
  private static final long MAX_KIB = 512 * 1024;
  private static final int ERROR = 1; // EXIT_FAILURE of lua.c

  private InterpreterRun() {}

  static ScriptRun run(
      Path interpreter, RunnableScript script, String arity, int updates, Duration limit) {
    Recorder recorder = new Recorder();
    LuaPlaces places = new LuaPlaces(script);
    AtomicBoolean late = new AtomicBoolean();
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      ProcessBuilder command =
          new ProcessBuilder(
              "sh", "-c", "ulimit -v " + MAX_KIB + "; exec \"$0\" -", interpreter.toString());
      command.environment().clear();
      Process process = command.redirectErrorStream(true).start();
      timer.schedule(
          () -> {
            late.set(true);
            process.destroyForcibly();
          },
          limit.toMillis(),
          TimeUnit.MILLISECONDS);
      try (var in = process.getOutputStream()) {
        in.write(program(script, arity, updates).getBytes(StandardCharsets.UTF_8));
      }
      String last = "";
      boolean room = true;
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null && room; line = lines.readLine()) {
          last = line;
          String[] fields = line.split("\t", -1);
          if (fields.length == 6 && fields[0].equals("event")) {
            room =
                recorder.add(
                    new Event(
                        plain(fields[1]),
                        plain(fields[2]),
                        plain(fields[3]),
                        places.of(plain(fields[4]), Integer.parseInt(fields[5]))));
          }
        }
      }
      process.destroyForcibly();
      int exit = process.waitFor();
      timer.shutdownNow();
      ScriptRun.End end =
          late.get()
              ? new ScriptRun.CutOff("Lua did not end within " + limit.toSeconds() + " s")
              : !room
                  ? new ScriptRun.Refused("Lua told more than it may")
                  : exit == 0 ? new ScriptRun.Complete() : failed(exit, last);
      return new ScriptRun(recorder.events(), arity, end);
    } catch (IOException e) {
      throw new UncheckedIOException("the interpreter " + interpreter + " does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ScriptRun(
          recorder.events(), arity, new ScriptRun.CutOff("the worker is told to stop"));
    }
  }

  /// An interpreter ends by itself with {@link #ERROR} when a script fails; with another code
  /// something ended it.
  private static ScriptRun.End failed(int exit, String last) {
    String why = "Lua does not run: " + last;
    return exit == ERROR && !last.contains("not enough memory")
        ? new ScriptRun.Refused(why)
        : new ScriptRun.CutOff(why);
  }

  /// The harness with its arguments as one text for the interpreter's stdin.
  private static String program(RunnableScript script, String arity, int updates) {
    StringBuilder program =
        new StringBuilder(
            "io.stdout:setvbuf(\"line\")\nlocal write = io.write\nlocal modules = {}\n");
    for (RunnableScript.LuaModule module : script.lua()) {
      program
          .append("modules[")
          .append(quoted(module.name()))
          .append("] = ")
          .append(quoted(module.text()))
          .append('\n');
    }
    program.append("local arity = {}\n");
    for (Map.Entry<String, JsonNode> entry : Json.read(arity, JsonNode.class).properties()) {
      program.append(
          "arity[%s] = %d%n".formatted(quoted(entry.getKey()), entry.getValue().asInt()));
    }
    return program
        + """
        local escapes = { ["\\\\"] = "\\\\\\\\", ["\\t"] = "\\\\t", ["\\n"] = "\\\\n", ["\\r"] = "\\\\r" }
        local function escaped(text) return (string.gsub(text, "[\\\\\\t\\n\\r]", escapes)) end
        local function tell(kind, label, text, name, line)
            write("event\\t", kind, "\\t", escaped(label), "\\t", escaped(text), "\\t", escaped(name), "\\t", string.format("%d", line), "\\n")
        end
        """
        + "local harness = (loadstring or load)("
        + quoted(Harness.LUA)
        + ", \"=harness\")\nharness(tell, modules, "
        + quoted(script.entry())
        + ", "
        + updates
        + ", arity)\n";
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xFF;
      if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
        quoted.append((char) c);
      } else {
        quoted.append('\\').append(c < 10 ? "00" : c < 100 ? "0" : "").append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static String plain(String escaped) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '\\' && i + 1 < escaped.length()) {
        char next = escaped.charAt(++i);
        plain.append(next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
