package io.scriptfarm.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.lua.LuaJSandbox.Limit;
import io.scriptfarm.lua.LuaJSandbox.Stopped;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

class LuaJSandboxTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private static LuaJSandbox.End run(LuaJSandbox sandbox, String lua) {
    return sandbox.run(LONG, () -> sandbox.globals().load(lua, "@test.lua").invoke());
  }

  private static String value(String lua) {
    LuaJSandbox.End end = run(LuaJSandbox.limited(1_000_000), lua);
    return assertInstanceOf(LuaJSandbox.Returned.class, end).values().arg1().tojstring();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "luajava",
        "io",
        "os.execute",
        "os.exit",
        "os.getenv",
        "os.remove",
        "package.loaded.io",
        "package.loaded.luajava",
        "package.loaded.os.execute",
        "package.searchers[3]",
        "loadfile('/etc/passwd')",
        "loadfile('org/luaj/vm2/Globals.class')",
      })
  void hasNothingOfTheMachine(String expression) {
    assertEquals("nil", value("return " + expression));
  }

  @Test
  void requiresNoJavaClass() {
    assertEquals("false", value("return pcall(require, 'org.luaj.vm2.lib.jse.LuajavaLib')"));
  }

  @Test
  void hasTheClock() {
    assertEquals("number", value("return type(os.time())"));
  }

  @Test
  void findsTheFilesOfTheHost() {
    LuaJSandbox sandbox =
        LuaJSandbox.unlimited()
            .findingFiles(
                path ->
                    path.equals("game.lua")
                        ? new ByteArrayInputStream("return 7".getBytes(StandardCharsets.UTF_8))
                        : null);

    LuaJSandbox.End end = run(sandbox, "return require('game')");

    assertEquals(7, assertInstanceOf(LuaJSandbox.Returned.class, end).values().toint(1));
  }

  @Test
  void printsWhereTheHostWants() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    run(LuaJSandbox.unlimited().printingTo(out), "print('\u00e4', 1)");

    assertEquals("\u00e4\t1\n", out.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "coroutine.wrap(function() while true do end end)()",
        "return pcall(coroutine.wrap(function() while true do end end))",
      })
  void endsAfterItsInstructions(String lua) {
    assertEquals(
        new Stopped(Limit.INSTRUCTIONS, "did not end within 10000 instructions"),
        run(LuaJSandbox.limited(10_000), lua));
  }

  @Test
  void countsInEmptyGlobalsToo() {
    LuaJSandbox sandbox = LuaJSandbox.limited(10_000);
    sandbox.globals().set("empty", sandbox.emptyGlobals());

    LuaJSandbox.End end = run(sandbox, "load('while true do end', '=x', 't', empty)()");

    assertEquals(Limit.INSTRUCTIONS, assertInstanceOf(Stopped.class, end).limit());
  }

  @Test
  void endsInTime() {
    LuaJSandbox sandbox = LuaJSandbox.limited(Long.MAX_VALUE);

    LuaJSandbox.End end =
        sandbox.run(
            Duration.ofMillis(10), () -> sandbox.globals().load("while true do end").invoke());

    assertEquals(Limit.TIME, assertInstanceOf(Stopped.class, end).limit());
  }

  @Test
  void endsWhenTheHostSaysSo() {
    LuaJSandbox sandbox = LuaJSandbox.unlimited();
    sandbox
        .globals()
        .set(
            "tell",
            new VarArgFunction() {
              @Override
              public Varargs invoke(Varargs arguments) {
                throw sandbox.stop("told enough");
              }
            });

    assertEquals(
        new Stopped(Limit.HOST, "told enough"), run(sandbox, "while true do pcall(tell) end"));
  }

  @Test
  void tellsErrorsWithTheirPlace() {
    LuaJSandbox.End end = run(LuaJSandbox.limited(10_000), "\nerror('no')");

    Throwable error = assertInstanceOf(LuaJSandbox.Broken.class, end).error();
    assertInstanceOf(LuaError.class, error);
    assertTrue(String.valueOf(error.getMessage()).contains("test.lua:2"), error::toString);
  }

  @Test
  void hasTracebacks() {
    String trace = value("local function f() return (debug.traceback('x')) end return f()");

    assertTrue(trace.contains("test.lua:1"), trace);
  }

  @Test
  void valuesOfTheHostComeThrough() {
    LuaJSandbox sandbox = LuaJSandbox.unlimited();
    sandbox.globals().set("n", LuaValue.valueOf(2));

    assertEquals(
        4,
        assertInstanceOf(LuaJSandbox.Returned.class, run(sandbox, "return n * 2"))
            .values()
            .toint(1));
  }
}
