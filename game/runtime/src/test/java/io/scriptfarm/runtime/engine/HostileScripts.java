package io.scriptfarm.runtime.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Scripts that want more than they may have: what each gets on any engine, and that the next
// script
/// is served as if nothing had been.
@DisplayName("R33 hostile scripts")
public abstract class HostileScripts {
  private static final long INSTRUCTIONS = 300_000;
  private static final Allowance SHORT = new Allowance(INSTRUCTIONS, Duration.ofMinutes(1));
  protected static final String ABORTED = "INSTRUCTIONS";
  protected static final String HARMLESS = "returned";

  /// Of a script that the engine's compiler does not read.
  protected static final String REFUSED = "refused";

  /// Of a script that holds up this engine for seconds; it is not run.
  protected static final String HOLDS_UP = "holds up the server";

  /// @param gets how it ends: returned, the limit that ended it, or the end of its error's message
  private record Row(String name, String gets, String lua) {}

  private static Row row(String name, String gets, String lua) {
    return new Row(name, gets, lua);
  }

  private static final List<Row> ROWS =
      List.of(
          row("a loop", ABORTED, "while true do end"),
          row(
              "a loop in pcall",
              ABORTED,
              "while true do pcall(function() while true do end end) end"),
          row(
              "a loop in xpcall",
              ABORTED,
              "xpcall(function() while true do end end, function() while true do end end)"),
          row(
              "a loop in the handler of xpcall",
              ABORTED,
              "xpcall(error, function() while true do end end)"),
          row(
              "a loop in a coroutine",
              ABORTED,
              "coroutine.wrap(function() while true do end end)()"),
          row(
              "a loop in a coroutine in pcall",
              ABORTED,
              "while true do pcall(coroutine.wrap(function() while true do end end)) end"),
          row(
              "a loop ten coroutines deep",
              ABORTED,
              "local function f(n) if n == 0 then while true do end end coroutine.wrap(f)(n - 1)"
                  + " end f(10)"),
          row(
              "a loop that resumes for ever",
              ABORTED,
              "local c = coroutine.wrap(function() while true do coroutine.yield() end end) while"
                  + " true do c() end"),
          row(
              "coroutines made for ever",
              ABORTED,
              "while true do coroutine.create(function() end) end"),
          row(
              "coroutines kept for ever",
              ABORTED,
              "local all = {} while true do local c = coroutine.create(coroutine.yield)"
                  + " coroutine.resume(c) all[#all + 1] = c end"),
          row("tail calls for ever", ABORTED, "local function f() return f() end f()"),
          row("goto for ever", ABORTED, "::a:: goto a"),
          row("recursion", "stack overflow", "local function f() return 1 + f() end f()"),
          row("recursion through pcall", HARMLESS, "local function f() pcall(f) end f()"),
          row(
              "recursion through __index",
              "stack overflow",
              "local t = setmetatable({}, {__index = function(t, k) return t[k .. 'x'] end}) return"
                  + " t.x"),
          row(
              "recursion through __call",
              "STACK",
              "local t = {} setmetatable(t, {__call = t}) t()"),
          row(
              "recursion through __tostring",
              "STACK",
              "local t = setmetatable({}, {__tostring = function(t) return tostring(t) end})"
                  + " tostring(t)"),
          row(
              "recursion through __concat",
              "stack overflow",
              "local t = setmetatable({}, {__concat = function(a, b) return a .. b end}) return t"
                  + " .. t"),
          row(
              "errors at the end of the stack",
              ABORTED,
              "local function f() while true do pcall(f) end end f()"),
          row(
              "overflows of Java's stack again and again",
              "STACK",
              "local t = {} setmetatable(t, {__call = t}) while true do pcall(t) end"),
          row(
              "a circle of __index",
              "loop in gettable",
              "local t = {} setmetatable(t, {__index = t}) return t.x"),
          row(
              "a circle of __newindex",
              "loop in settable",
              "local t = {} setmetatable(t, {__newindex = t}) t.x = 1"),
          row("rep of gigabytes", "resulting string too large", "return ('x'):rep(1e10)"),
          row("rep of more than numbers", "resulting string too large", "return ('xy'):rep(1e300)"),
          row("rep again and again", ABORTED, "while true do local s = ('x'):rep(1e6) end"),
          row("doubling a string", ABORTED, "local s = 'xxxxxxxx' while true do s = s .. s end"),
          row(
              "doubling a string in pcall",
              ABORTED,
              "while true do pcall(function() local s = 'xxxxxxxx' while true do s = s .. s end"
                  + " end) end"),
          row(
              "joining one string a thousand times",
              ABORTED,
              "local s = ('x'):rep(1e6) local t = {} for i = 1, 1000 do t[i] = s end return"
                  + " table.concat(t)"),
          row(
              "format with a huge width",
              "invalid format (width or precision too long)",
              "return ('%999d'):format(1)"),
          row(
              "format of a long string again and again",
              ABORTED,
              "local s = ('x'):rep(1e6) while true do local _ = ('%s'):format(s) end"),
          row(
              "a pattern that tries everything",
              ABORTED,
              "return (('a'):rep(30000)):find(('a*'):rep(10) .. 'b')"),
          row(
              "a pattern of minimal repetitions",
              ABORTED,
              "return (('a'):rep(30000)):match('.-.-.-.-.-.-b')"),
          row(
              "a pattern that is too deep",
              "pattern too complex",
              "return (('a'):rep(300)):match(('a?'):rep(300) .. ('(a)'):rep(1))"),
          row("%b over a long string", ABORTED, "local s = ('('):rep(20000) return s:find('%b()')"),
          row(
              "a plain search of half in half",
              ABORTED,
              "local s = ('a'):rep(1e6) return s:find(('a'):rep(5e5) .. 'b', 1, true)"),
          row(
              "gsub that grows",
              ABORTED,
              "local s = ('x'):rep(100) while true do s = s:gsub('x', 'xxxxxxxxxx') end"),
          row(
              "gsub that calls for ever",
              ABORTED,
              "('x'):gsub('x', function() while true do end end)"),
          row(
              "sort of much",
              ABORTED,
              "local t = {} for i = 1, 20000 do t[i] = -i end while true do table.sort(t) end"),
          row(
              "sort with an order that is none",
              HARMLESS,
              "local t = {} for i = 1, 100 do t[i] = i end table.sort(t, function() return true"
                  + " end)"),
          row(
              "sort that calls for ever",
              ABORTED,
              "table.sort({3, 2, 1}, function() while true do end end)"),
          row(
              "insert at the front for ever",
              ABORTED,
              "local t = {} while true do table.insert(t, 1, 0) end"),
          row("a table without end", ABORTED, "local t = {} while true do t[#t + 1] = {} end"),
          row(
              "unpack of a million",
              "too many results to unpack",
              "return table.unpack({}, 1, 1e6)"),
          row(
              "unpack of more than numbers",
              "too many results to unpack",
              "return table.unpack({}, 1, 2147483647)"),
          row("load of bytecode", HARMLESS, "assert(load('\\27Lua') == nil)"),
          row(
              "load with an environment, to run unseen",
              ABORTED,
              "load('while true do end', 'x', 't', {})()"),
          row("load that is fed for ever", ABORTED, "load(function() return 'local x = 1 ' end)"),
          row(
              "load of what is nested too deep",
              HARMLESS,
              "return load('return ' .. ('('):rep(20000))"),
          row(
              "_ENV replaced",
              ABORTED,
              "local _ENV = {} local function f() while true do end end f()"),
          row(
              "the metatable of strings",
              "index expected, got boolean",
              "getmetatable('').__index = {}"),
          row(
              "library functions replaced",
              HARMLESS,
              "string.format = nil pcall = nil table = nil _G.error = nil"),
          row(
              "error in an error handler",
              HARMLESS,
              "xpcall(error, function() error('again') end)"),
          row(
              "error with a table that errs",
              "an error that is a table",
              "error(setmetatable({}, {__tostring = function() error('x') end}))"),
          row("error with nothing", "nil", "error()"),
          row(
              "__gc that never ends",
              HARMLESS,
              "setmetatable({}, {__gc = function() while true do end end})"),
          row(
              "__pairs that never ends",
              ABORTED,
              "for _ in pairs(setmetatable({}, {__pairs = function() while true do end end})) do"
                  + " end"),
          row(
              "an abort that is swallowed in a function of the host",
              ABORTED,
              "while true do host.swallow(function() while true do end end) end"),
          row("functions of the host for ever", ABORTED, "while true do host.nothing() end"),
          row(
              "a huge string to the host",
              ABORTED,
              "local s = ('x'):rep(1e6) while true do host.text(s) end"),
          row("a bug in the host", "'host.bug' failed", "host.bug()"),
          row("tracebacks for ever", ABORTED, "while true do debug.traceback('x') end"),
          row("errors for ever", ABORTED, "while true do pcall(error, 'x') end"),
          row(
              "a module that requires itself",
              "loop or previous error loading module 'self'",
              "require('self')"),
          row(
              "a module that is not there",
              "module '../../etc/passwd' not found",
              "require('../../etc/passwd')"));

  private static final Library HOST =
      Library.of(
          "host",
          Map.of(
              "nothing",
              _ -> null,
              "text",
              arguments -> arguments.string(1).length(),
              "bug",
              _ -> {
                throw new IllegalStateException("in the host");
              },
              "swallow",
              arguments -> {
                if (arguments.function(1).call(SHORT) instanceof CallEnd.Returned) {
                  throw new HostException("that should not have ended");
                }
                return null;
              }));

  private static final Modules MODULES =
      name ->
          name.equals("self")
              ? Optional.of(new Chunk("self.lua", Blob.ofUtf8("return require('self')")))
              : Optional.empty();

  private final ScriptEngine engine = engine(System::nanoTime);

  /// @param nanos its clock
  protected abstract ScriptEngine engine(LongSupplier nanos);

  /// What scripts get on this engine where that is something else, by name.
  protected abstract Map<String, String> otherwise();

  @AfterEach
  void close() {
    engine.close();
  }

  private static ScriptInstance prepared(ScriptEngine where, String lua) throws RefusedException {
    return where.prepare(new Chunk("x.lua", Blob.ofUtf8(lua)), MODULES, List.of(HOST));
  }

  private static ScriptInstance instance(ScriptEngine where, String lua) {
    try {
      return prepared(where, lua);
    } catch (RefusedException e) {
      throw new AssertionError(lua, e);
    }
  }

  @TestFactory
  @DisplayName("get")
  Stream<DynamicTest> get() {
    return ROWS.stream()
        .filter(row -> !HOLDS_UP.equals(otherwise().get(row.name())))
        .map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
  }

  private void check(Row row) {
    String gets = otherwise().getOrDefault(row.name(), row.gets());
    CallEnd end;
    try (ScriptInstance script = prepared(engine, row.lua())) {
      end = script.run(SHORT);
    } catch (RefusedException e) {
      assertEquals(gets, REFUSED);
      return;
    }
    switch (end) {
      case CallEnd.Returned _ -> assertEquals(gets, HARMLESS);
      case CallEnd.Aborted(CallEnd.Limit limit, var _, var _) -> assertEquals(gets, limit.name());
      case CallEnd.Failed(String message, var _, var _) ->
          assertTrue(message.endsWith(gets), message);
    }
    assertTrue(
        gets.equals(ABORTED) == end.spent().instructions() > INSTRUCTIONS,
        () -> "spent " + end.spent());
    try (ScriptInstance next = instance(engine, "return ('ok'):rep(2)")) {
      CallEnd after = next.run(SHORT);
      assertTrue(
          after instanceof CallEnd.Returned(Object value, var _) && "okok".equals(value),
          after::toString);
    }
  }

  @Test
  @DisplayName("that take too long end by the clock, whatever they catch")
  void endsByTheClock() {
    AtomicLong clock = new AtomicLong();
    ScriptEngine timed = engine(() -> clock.addAndGet(1_000_000));
    Allowance tenMillis = new Allowance(Long.MAX_VALUE / 2, Duration.ofMillis(10));
    CallEnd end =
        instance(timed, "while true do pcall(function() while true do end end) end").run(tenMillis);
    assertTrue(
        end instanceof CallEnd.Aborted(CallEnd.Limit limit, var _, var _)
            && limit == CallEnd.Limit.TIME,
        end::toString);
    assertTrue(end.spent().instructions() < 20_000, end::toString);
  }

  @Test
  @DisplayName("that were ended say where they were")
  void sayWhereTheyWere() {
    CallEnd end =
        instance(engine, "local function spin()\n while true do end\nend\nspin()").run(SHORT);
    assertTrue(
        end instanceof CallEnd.Aborted(var _, String traceback, var _)
            && traceback.contains("x.lua:2: in "),
        end::toString);
  }
}
