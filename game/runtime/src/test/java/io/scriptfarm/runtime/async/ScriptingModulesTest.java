package io.scriptfarm.runtime.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.runtime.async.CVarRegistry.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Each row of the tables of the scripting API, by its name: what Lua calls, and messages.
@DisplayName("R31 R37 the modules of the scripting API")
class ScriptingModulesTest extends ScriptingFixture {
  @Nested
  @DisplayName("Lua helpers")
  class Helpers {
    @Test
    @DisplayName("executeLuaBuffer: success and text, or failure and why")
    void executeLuaBuffer() throws InterruptedException {
      LuaState state = states.acquire();
      assertEquals(new ExecuteResult(true, "4"), state.executeLuaBuffer("return 2 + 2"));
      assertEquals(new ExecuteResult(true, ""), state.executeLuaBuffer("x = 1"));
      assertEquals("1", state.executeLuaBuffer("return x").text());
      assertEquals(new ExecuteResult(false, "script:1: no"), state.executeLuaBuffer("error('no')"));
    }

    @Test
    @DisplayName("callNamedHandler: calls a global function; what it does goes no further")
    void callNamedHandler() throws InterruptedException {
      LuaState state = states.acquire();
      state.executeLuaBuffer("function F(a, b) return a .. b end function G() error('no', 0) end");
      assertEquals(new ExecuteResult(true, "xy"), state.callNamedHandler("F", "x", "y"));
      assertEquals("ERROR: no", state.callNamedHandler("G").message());
    }
  }

  @Nested
  @DisplayName("modules")
  class LuaModules {
    @Test
    @DisplayName("console.log: four levels, no other")
    void log() throws InterruptedException {
      for (String level : List.of("debug", "info", "warn", "error")) {
        assertEquals("OK", ran("console.log('" + level + "', 'x')").message());
      }
      assertTrue(ran("console.log('loud', 'x')").message().contains("no level loud"));
      assertEquals(4, logged.size());
    }

    @Test
    @DisplayName("console.execute: a command, on the main thread")
    void execute() throws InterruptedException {
      try (ScriptingSystem system = system()) {
        ran("console.execute('set r_vsync true')");
        assertEquals(Optional.empty(), variables.getAsString("r_vsync"));
        system.update();
        assertEquals(Optional.of("true"), variables.getAsString("r_vsync"));
        ran("console.execute('fly')");
        system.update();
        assertEquals(List.of("ERROR: no command fly"), results);
      }
    }

    @Test
    @DisplayName("cvar.get, cvar.set, cvar.on_change, cvar.get_lua_handler")
    void cvar() throws InterruptedException {
      variables.setFromString("r_fov", "90");
      LuaState state = states.acquire();
      assertEquals("90", state.executeLuaBuffer("return cvar.get('r_fov')").text());
      assertEquals("", state.executeLuaBuffer("return cvar.get('none')").text());
      state.executeLuaBuffer("cvar.on_change('r_fov', 'F')");
      assertEquals("F", state.executeLuaBuffer("return cvar.get_lua_handler('r_fov')").text());
    }

    @Test
    @DisplayName("QueueFull: an error in Lua")
    void queueFull() throws InterruptedException {
      LuaState state = states.acquire();
      ExecuteResult result =
          state.executeLuaBuffer("for i = 1, 300 do cvar.set('x', tostring(i)) end");
      assertEquals("script:1: QueueFull: 256 actions wait in 'cvar.set'", result.text());
    }
  }

  @Nested
  @DisplayName("messages")
  class Texts {
    @Test
    @DisplayName("CVarLua: handler, name, old and new with NUL between them")
    void cvarLua() {
      String message = Messages.join("OnFOVChanged", "r_fov", "75.0", "90.0");
      assertEquals("OnFOVChanged\0r_fov\00075.0\00090.0", message);
      assertEquals(List.of("OnFOVChanged", "r_fov", "75.0", "90.0"), Messages.split(message));
      assertEquals(List.of("a", "", "b c"), Messages.split(Messages.join("a", "", "b\0c")));
    }

    @Test
    @DisplayName("ScriptResult: OK, or ERROR and the message")
    void scriptResult() {
      assertEquals("OK", new ExecuteResult(true, "4").message());
      assertEquals(
          "ERROR: attempt to call a nil value",
          new ExecuteResult(false, "attempt to call a nil value").message());
    }
  }

  @Nested
  @DisplayName("CVarRegistry")
  class Variables {
    @Test
    @DisplayName("takePendingChanges: each change once, with its handler")
    void changes() {
      variables.onChange("a", "OnA");
      variables.setFromString("a", "1");
      variables.setFromString("b", "2");
      variables.setFromString("a", "3");
      assertEquals(
          List.of(
              new Change("a", "", "1", "OnA"),
              new Change("b", "", "2", ""),
              new Change("a", "1", "3", "OnA")),
          variables.takePendingChanges());
      assertEquals(List.of(), variables.takePendingChanges());
    }

    @Test
    @DisplayName("console commands: set, and those of the host")
    void commands() {
      List<List<String>> heard = new ArrayList<>();
      commands.register("give", heard::add);
      assertEquals("OK", commands.execute(" give sword  2 "));
      assertEquals(List.of(List.of("sword", "2")), heard);
      assertEquals("ERROR: set needs a name and a value", commands.execute("set x"));
      assertEquals(List.of("give", "set"), commands.names());
    }
  }
}
