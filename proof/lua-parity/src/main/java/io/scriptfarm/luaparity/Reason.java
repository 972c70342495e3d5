package io.scriptfarm.luaparity;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.lua.LuaCompiler;
import io.scriptfarm.lua.LuaCompilers;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/// Why a value is another one than TypeScriptToLua's suite recorded. The first that applies counts.
enum Reason {
  NEWER_SYNTAX(
      "LuaJ is a Lua 5.2: it has no integer division and no bit operators",
      "The Lua of targets 5.3 and later uses `//`, `&`, `|`, `~`, `<<`, `>>`; LuaJ does not load it. Build for 5.2 or universal.",
      (trial, how) -> trial.lua() == Dialect.LUAJ && !isLua52(trial.test())),

  OLDER_LIBRARY(
      "LuaJ lacks what Lua 5.2 took out",
      "`unpack`, `table.getn`, `math.mod` and the table `arg` of varargs, which the Lua of targets 5.0 and 5.1 uses. Build for 5.2 or universal, or define them.",
      (trial, how) ->
          trial.lua() == Dialect.LUAJ
              && Set.of("5.0", "5.1").contains(trial.test().target())
              && (how.contains("nil")
                  || trial.test().name().contains("in IIFE try clause")
                  || trial.test().name().contains("spread.spec.ts > in function call"))),

  NUMBER_FORMAT(
      "LuaJ's `string.format` ignores width and precision",
      "`toFixed` gives all digits that the number has, in Java's words.",
      (trial, how) -> trial.lua() == Dialect.LUAJ && trial.test().name().contains(".toFixed(")),

  NAN(
      "NaN as text",
      "The recorded run printed `-nan`, as C libraries on x86 do for the NaN of `0 / 0`; Java has one NaN, `nan`.",
      (trial, how) ->
          trial.lua() == Dialect.LUAJ
              && (how.equals("value: \"nan\"") || how.endsWith("array length: nan"))),

  VERTICAL_TAB(
      "LuaJ's `%s` does not match a vertical tab",
      "`trim` and its kind keep U+000B.",
      (trial, how) -> trial.lua() == Dialect.LUAJ && trial.test().name().contains("string.trim")),

  ARC_TANGENT(
      "LuaJ's `math.atan` takes one argument",
      "For targets 5.3 and later `Math.atan2(y, x)` becomes `math.atan(y, x)`, of which LuaJ ignores the second.",
      (trial, how) -> trial.lua() == Dialect.LUAJ && trial.test().name().contains("Math.atan2(")),

  PAIRS(
      "LuaJ ignores `__pairs`",
      "`pairs` of an object with that metamethod goes through its fields.",
      (trial, how) ->
          trial.lua() == Dialect.LUAJ && trial.test().name().contains("__pairs metamethod")),

  MANY_COROUTINES(
      "LuaJ's coroutines are threads of Java",
      "Half a million of `await` are as many threads. The case is ended by its budget, of 20 s or 20 million instructions.",
      (trial, how) ->
          trial.lua() == Dialect.LUAJ
              && (how.startsWith("no value: it did not end within")
                  || how.startsWith("no value: took more than"))),

  ALLOWANCE(
      "More than a script of a game may take",
      "Half a million of `await` are more than the 20 million instructions that the script runtime's test allows.",
      (trial, how) -> how.startsWith("no value: took more than")),

  ERROR_TEXT(
      "LuaJ puts position and traceback into errors that are caught",
      """
      With the debug library, which tracebacks and budgets need, `error("x", 0)` arrives in `pcall` as `@main.lua:3 x` and a traceback, and an error object that \
      crosses a coroutine arrives as text. So `catch (e)` sees other words, and what awaits a rejected promise sees a string for an object.""",
      (trial, how) ->
          trial.lua() == Dialect.LUAJ
              && (how.contains("stack traceback:") || trial.test().name().contains("re-throw"))),

  LAST_BIT(
      "The last bit of `atan2`",
      "C libraries differ in it; the record is another one's.",
      (trial, how) -> trial.test().name().contains("Math.atan2(")),

  YIELD_ACROSS_PCALL(
      "Lua 5.1 cannot yield across `pcall`",
      "A `yield` or `await` inside of `try` fails in the universal Lua when Lua 5.1 runs it; TypeScriptToLua refuses it for the target 5.1 itself.",
      (trial, how) ->
          trial.lua() == Dialect.LUA51
              && trial.test().name().contains("generator yield inside try/catch")),

  VARARG_TABLE(
      "The `n` of Lua 5.0's vararg table",
      "The Lua for 5.0 was run on Lua 5.1, whose table of varargs shows its `n` in the result.",
      (trial, how) -> trial.test().target().equals("5.0") && how.contains("[\"n\",")),

  NO_PACKAGE(
      "The script runtime has no table `package`",
      "A script finds modules through `require` alone.",
      (trial, how) ->
          trial.test().name().contains("noResolvePaths")
              && how.contains("preload.lua:1: attempt to index")),

  WORDS(
      "LuaJ has words of its own for errors",
      "`attempt to call nil`, where Lua says what is nil.",
      (trial, how) -> trial.lua() == Dialect.LUAJ && how.endsWith("attempt to call nil"));

  private final String title;
  private final String explanation;
  private final BiPredicate<Trial, String> applies;

  Reason(String title, String explanation, BiPredicate<Trial, String> applies) {
    this.title = title;
    this.explanation = explanation;
    this.applies = applies;
  }

  String title() {
    return title;
  }

  String explanation() {
    return explanation;
  }

  /// Why a trial differs; empty when nobody knows.
  static Optional<Reason> of(Trial trial) {
    String how = trial.difference().orElseThrow();
    return Arrays.stream(values()).filter(r -> r.applies.test(trial, how)).findFirst();
  }

  private static boolean isLua52(ValueCase test) {
    return isLua52(test.chunk()) && test.modules().values().stream().allMatch(Reason::isLua52);
  }

  private static boolean isLua52(String lua) {
    return LuaCompilers.ofThisMachine().find(BytecodeFormat.LUA52)
            instanceof LuaCompilers.Here(LuaCompiler compiler)
        && compiler.compile(Blob.ofUtf8(lua), "@main.lua") instanceof LuaCompiler.Dump;
  }
}
