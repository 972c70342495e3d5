package io.scriptfarm.parity;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.lua.LuaJSandbox;
import java.time.Duration;
import java.util.Map;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.VarArgFunction;

/// A script as Lua 5.2 in LuaJ's sandbox. Some of LuaJ's functions are replaced that would make
/// differences which no other Lua has.
final class LuaJRun {
  private LuaJRun() {}

  static ScriptRun run(
      RunnableScript script, String arity, int updates, long instructions, Duration limit) {
    Recorder recorder = new Recorder();
    LuaJSandbox sandbox = LuaJSandbox.limited(instructions);
    showNumbersAsInC(sandbox.globals());
    LuaJSandbox.End end =
        sandbox.run(
            limit,
            () ->
                sandbox
                    .globals()
                    .load(Harness.LUA, "=harness")
                    .invoke(arguments(sandbox, script, arity, updates, recorder)));
    return new ScriptRun(recorder.events(), arity, told(end));
  }

  private static ScriptRun.End told(LuaJSandbox.End end) {
    return switch (end) {
      case LuaJSandbox.Returned _ -> new ScriptRun.Complete();
      case LuaJSandbox.Broken(LuaError error) ->
          new ScriptRun.Refused("Lua does not run: " + error.getMessage());
      case LuaJSandbox.Broken(Throwable error) ->
          throw new IllegalStateException("the harness does not run", error);
      case LuaJSandbox.Stopped(LuaJSandbox.Limit limit, String reason) ->
          limit.isSameEveryTime()
              ? new ScriptRun.Refused("Lua " + reason)
              : new ScriptRun.CutOff("Lua " + reason);
    };
  }

  private static Varargs arguments(
      LuaJSandbox sandbox, RunnableScript script, String arity, int updates, Recorder recorder) {
    LuaPlaces places = new LuaPlaces(script);
    LuaTable modules = new LuaTable();
    script.lua().forEach(module -> modules.set(module.name(), LuaString.valueOf(module.text())));
    LuaValue tell =
        new VarArgFunction() {
          @Override
          public Varargs invoke(Varargs event) {
            boolean room =
                recorder.add(
                    new Event(
                        event.tojstring(1),
                        event.tojstring(2),
                        event.tojstring(3),
                        places.of(event.tojstring(4), event.toint(5))));
            if (!room) {
              throw sandbox.stop("told more than it may");
            }
            return NONE;
          }
        };
    return LuaValue.varargsOf(
        new LuaValue[] {
          tell,
          modules,
          LuaString.valueOf(script.entry()),
          LuaValue.valueOf(updates),
          table(Json.read(arity, JsonNode.class)),
          sandbox.emptyGlobals()
        });
  }

  private static LuaTable table(JsonNode numbers) {
    LuaTable table = new LuaTable();
    for (Map.Entry<String, JsonNode> entry : numbers.properties()) {
      table.set(entry.getKey(), LuaValue.valueOf(entry.getValue().asInt()));
    }
    return table;
  }

  private static void showNumbersAsInC(Globals globals) {
    LuaValue tostring = globals.get("tostring");
    globals.set(
        "tostring",
        new OneArgFunction() {
          @Override
          public LuaValue call(LuaValue value) {
            return value.type() == LuaValue.TNUMBER
                ? LuaString.valueOf(LuaFormat.number(value.todouble()))
                : tostring.call(value);
          }
        });
    globals
        .get("string")
        .set(
            "format",
            new VarArgFunction() {
              @Override
              public Varargs invoke(Varargs arguments) {
                return LuaString.valueOf(
                    LuaFormat.format(arguments.checkjstring(1), arguments.subargs(2)));
              }
            });
  }
}
