package io.scriptfarm.runtime.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of any engine. One engine runs all tests: that of real Lua takes a while to make.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineContract {
  protected static final Allowance PLENTY = new Allowance(10_000_000, Duration.ofMinutes(1));

  private final ScriptEngine engine = engine(EngineLimits.STANDARD, _ -> false);

  /// @param verified bytecode that it may run
  protected abstract ScriptEngine engine(EngineLimits limits, Predicate<Digest> verified);

  /// What the engine's own compiler makes of a text.
  protected abstract byte[] bytecode(String lua, String name);

  @AfterAll
  void close() {
    engine.close();
  }

  protected final ScriptInstance instance(String lua, Library... libraries) {
    return instance(lua, Modules.NONE, libraries);
  }

  protected final ScriptInstance instance(String lua, Modules modules, Library... libraries) {
    try {
      return engine.prepare(new Chunk("test.lua", Blob.ofUtf8(lua)), modules, List.of(libraries));
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  protected final Object value(String lua, Library... libraries) {
    CallEnd end = instance(lua, libraries).run(PLENTY);
    Object value = assertInstanceOf(CallEnd.Returned.class, end, end::toString).value();
    return value == null ? "nil" : value;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "luajava",
        "io",
        "os",
        "package",
        "dofile",
        "loadfile",
        "module",
        "print",
        "debug.sethook",
        "debug.getregistry",
        "debug.setmetatable",
        "debug.getupvalue",
        "debug.getlocal",
        "string.dump",
        "collectgarbage('collect') > 0 or nil",
        "getmetatable('') or nil",
        "load('\\27Lua')",
        "load(string.char(27, 76, 117, 97))",
        "load('return 1', 'x', 'b')",
        "math.randomseed",
      })
  void hasNothingOfTheMachine(String expression) {
    assertEquals("nil", value("return " + expression));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1e100 .. ''                        | 1e+100
          2^53 .. ''                         | 9.007199254741e+15
          0.1                                | 0.1
          1/3 .. ''                          | 0.33333333333333
          100 .. ''                          | 100
          -1.5 .. ''                         | -1.5
          1/0 .. ''                          | inf
          tostring(1e15)                     | 1e+15
          tostring(12345678901234)           | 12345678901234
          string.format('%5.2f', 3.14159)    | ' 3.14'
          string.format('%05d', 42)          | 00042
          string.format('%-5d', 42)          | '42   '
          string.format('%+d', 42)           | +42
          string.format('%x %X %o', 255, 255, 8) | ff FF 10
          string.format('%#x', 255)          | 0xff
          string.format('%e', 12345.678)     | 1.234568e+04
          string.format('%g', 1e20)          | 1e+20
          string.format('%g', 0.0001)        | 0.0001
          string.format('%.3g', 0.00001234)  | 1.23e-05
          string.format('%10s', 'hi')        | '        hi'
          string.format('%.2s', 'hello')     | he
          string.format('%q', 'a"b')         | '"a\\"b"'
          string.format('%c', 65)            | A
          string.format('100%%')             | 100%
          (0.5 + 1e-10) .. ''                | 0.5000000001
          string.rep('ab', 3, '-')           | ab-ab-ab
          ('x'):rep(3)                       | xxx
          ('hello'):find('l')                | 3.0
          select(2, ('hello'):find('l+'))    | 4.0
          ('key = value'):match('(%w+) = (%w+)') | key
          ('  trim  '):match('^%s*(.-)%s*$') | trim
          ('hello world'):gsub('o', '0')     | hell0 w0rld
          ('abc'):gsub('%w', '%0%0')         | aabbcc
          ('abc'):gsub('', '-')              | -a-b-c-
          ('$name'):gsub('%$(%w+)', {name = 'x'}) | x
          ('THE (quick) fox'):find('%((%a+)%)') | 5.0
          ('f(a(b)c)d'):match('%b()')        | (a(b)c)
          ('THE fox'):gsub('%f[%a]%a+', 'w') | w w
          ('x-y'):gsub('[%a-]', '.')         | ...
          ('äö'):len()                       | 4.0
          ('abc'):sub(-2)                    | bc
          ('abc'):byte(-1)                   | 99.0
          ('aXb'):upper() .. ('aXb'):lower() | AXBaxb
          table.concat({1, 2, 3}, ', ')      | '1, 2, 3'
          table.concat({1.5, 'x'})           | 1.5x
          select('#', table.unpack({1, 2}))  | 2.0
          tostring(nil)                      | nil
          select(2, pcall(error, 'no', 0))   | no
          select(2, pcall(function() error('at') end)) | test.lua:1: at
          select(2, pcall(function() error({}) end)) ~= nil | true
          coroutine.wrap(function() return 5 end)() | 5.0
          """)
  void hasLuasLibrary(String expression, String expected) {
    assertEquals(expected, value("return (" + expression + ")").toString());
  }

  @Test
  void gmatchOfWhatMayBeEmptyEnds() {
    Object matches = // from Lua 5.4 on not after a match
        value("local n = 0 for _ in ('a\\n\\nb'):gmatch('\\n*') do n = n + 1 end return n");
    assertTrue(List.of(3.0, 4.0).contains(matches), matches::toString);
  }

  @Test
  void errorsHaveTheirPlace() {
    CallEnd end =
        instance("local function f()\n  local t = nil\n  return t.x\nend\nf()\n").run(PLENTY);
    CallEnd.Failed failed = assertInstanceOf(CallEnd.Failed.class, end);
    assertTrue(failed.message().startsWith("test.lua:3: attempt to index"), failed::message);
    assertTrue(failed.traceback().startsWith("stack traceback:\n\ttest.lua:3: in "));
  }

  @Test
  void errorsOfCoroutinesStayObjects() {
    assertEquals(
        7.0,
        value(
            "local co = coroutine.create(function() error({code = 7}) end)"
                + " local _, e = coroutine.resume(co) return e.code"));
  }

  @Test
  void handlersOfXpcallSeeWhereItHappened() {
    String trace =
        value(
                "local function bad()\n error('x') end\n"
                    + "local _, m = xpcall(bad, debug.traceback) return m")
            .toString();
    assertTrue(trace.startsWith("test.lua:2: x\nstack traceback:\n\t"), trace);
    assertTrue(trace.contains("\n\ttest.lua:2: in "), trace);
  }

  @Test
  void instancesSeeNothingOfEachOther() {
    instance("leak = 1 string.leak = 1 math.leak = 1 _G.tostring = nil").run(PLENTY);
    assertEquals("nil", value("return leak or string.leak or math.leak"));
    assertEquals("1", value("return tostring(1)"));
  }

  @Test
  void exportsComeBeforeGlobals() {
    ScriptInstance script =
        instance(
            "function f() return 1 end function g() return 3 end return {f = function() return 2"
                + " end}");
    script.run(PLENTY);
    assertEquals(Optional.of(2.0), called(script, "f"));
    assertEquals(Optional.of(3.0), called(script, "g"));
    assertTrue(script.function("h").isEmpty());
  }

  private static Optional<Object> called(ScriptInstance script, String name) {
    CallEnd end = script.function(name).orElseThrow().call(PLENTY);
    return Optional.ofNullable(((CallEnd.Returned) end).value());
  }

  @Test
  void modulesRunOncePerInstance() {
    Modules modules =
        name ->
            name.equals("counter")
                ? Optional.of(
                    new Chunk(
                        "counter.lua", Blob.ofUtf8("runs = (runs or 0) + 1 return {n = runs}")))
                : Optional.empty();
    ScriptInstance script =
        instance(
            "local a = require('counter') local b = require('counter') return {f = function()"
                + " return a == b and a.n end}",
            modules);
    script.run(PLENTY);
    assertEquals(Optional.of(1.0), called(script, "f"));
    CallEnd end = instance("require('none')", modules).run(PLENTY);
    assertEquals(Optional.of("test.lua:1: module 'none' not found"), end.problem());
  }

  @Test
  void bytecodeRunsOnlyWhenItIsVouchedFor() throws RefusedException {
    Blob dump = Blob.of(bytecode("return 42", "@x.lua"));
    Chunk chunk = new Chunk("x.lua", dump);
    ScriptEngine trusting = engine(EngineLimits.STANDARD, dump.digest()::equals);
    CallEnd end = trusting.prepare(chunk, Modules.NONE, List.of()).run(PLENTY);
    assertEquals(42.0, ((CallEnd.Returned) end).value());
    RefusedException refused =
        assertThrows(RefusedException.class, () -> engine.prepare(chunk, Modules.NONE, List.of()));
    assertEquals("x.lua: bytecode that no verified manifest names", refused.getMessage());
  }

  @Test
  void whatIsNoLuaIsRefusedWithItsLine() {
    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () ->
                engine.prepare(
                    new Chunk("test.lua", Blob.ofUtf8("\nlocal x = = 1")),
                    Modules.NONE,
                    List.of()));
    assertTrue(refused.getMessage().startsWith("test.lua:2:"), refused::getMessage);
  }

  @Test
  void hostFunctionsGetAndGiveValues() {
    Library library =
        Library.of(
            "host",
            Map.of(
                "sum", arguments -> arguments.number(1) + arguments.numberOr(2, 10),
                "name", arguments -> arguments.string(1) + "!",
                "call", arguments -> arguments.function(1).call(PLENTY, 2.0).problem().isEmpty(),
                "refuse",
                    _ -> {
                      throw new HostException("not now");
                    },
                "break",
                    _ -> {
                      throw new IllegalStateException("a bug");
                    }));
    assertEquals(13.0, value("return host.sum(3)", library));
    assertEquals("7!", value("return host.name(7)", library));
    assertEquals(true, value("return host.call(function(n) assert(n == 2) end)", library));
    assertEquals(
        "test.lua:1: not now in 'host.refuse'",
        value("return select(2, pcall(function() host.refuse() end))", library));
    assertEquals(
        "test.lua:1: 'host.break' failed",
        value("return select(2, pcall(function() host['break']() end))", library));
    assertEquals(
        "test.lua:1: bad argument #1 (number expected) in 'host.sum'",
        value("return select(2, pcall(function() host.sum({}) end))", library));
  }

  @Test
  void aCallInsideOfACallSpendsItsAllowance() {
    Library library =
        Library.of(
            "host",
            Map.of(
                "call", arguments -> arguments.function(1).call(PLENTY).problem().orElse("none")));
    CallEnd end =
        instance("host.call(function() while true do end end)", library)
            .run(new Allowance(5_000, Duration.ofMinutes(1)));
    assertInstanceOf(CallEnd.Aborted.class, end);
    assertTrue(end.spent().instructions() < 6_000, end::toString);
  }

  @Test
  void tenThousandCoroutinesAreNothingSpecial() {
    ScriptEngine roomy = engine(new EngineLimits(200, 1 << 20, 10_000), _ -> false);
    String lua =
        "local all = {} for i = 1, 10000 do local co = coroutine.wrap(function() local n = i"
            + " while true do n = n + coroutine.yield(n) end end) co() all[i] = co end"
            + " local sum = 0 for i = 1, 10000 do sum = sum + all[i](1) end return sum";
    try (ScriptInstance script =
        roomy.prepare(new Chunk("c.lua", Blob.ofUtf8(lua)), Modules.NONE, List.of())) {
      CallEnd end = script.run(PLENTY);
      assertEquals(50_015_000.0, assertInstanceOf(CallEnd.Returned.class, end).value());
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void mapsAndListsBecomeTables() {
    Object copy = engine.copyOf(Map.of("list", List.of(1, 2), "name", "x"));
    ScriptTable table = assertInstanceOf(ScriptTable.class, copy);
    assertEquals("x", table.get("name"));
    assertEquals(2, assertInstanceOf(ScriptTable.class, table.get("list")).length());
    assertNull(table.get("none"));
  }
}
