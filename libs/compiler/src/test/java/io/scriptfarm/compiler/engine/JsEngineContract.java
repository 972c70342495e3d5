package io.scriptfarm.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every JavaScript engine must do.
@Timeout(300)
abstract class JsEngineContract {
  static final Limits LIMITS = new Limits(Duration.ofSeconds(200), 256L * 1024 * 1024);
  static final Limits SHORT = new Limits(Duration.ofMillis(300), 256L * 1024 * 1024);

  abstract JsEngine engine();

  private JsSession open(String script) {
    return open("test.js", script, LIMITS);
  }

  private JsSession open(String name, String script, Limits limits) {
    return engine().open(start(name, script), limits);
  }

  static StartScript start(String name, String script) {
    return new StartScript(
        name, Digest.ofUtf8(name + script).hex(), () -> script, () -> WarmUp.NONE);
  }

  @Test
  void callsAFunctionOfTheScript() {
    try (JsSession session = open("function greet(who) { return 'Hello, ' + who + '!'; }")) {
      assertEquals("Hello, farm!", session.call("greet", "farm", HostCall.none()));
    }
  }

  @Test
  void keepsStateBetweenCalls() {
    try (JsSession session = open("let n = 0; globalThis.next = () => String(++n);")) {
      session.call("next", "", HostCall.none());
      assertEquals("2", session.call("next", "", HostCall.none()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "äöü €",
        "日本語",
        "\uD83D\uDE00",
        "\uD83D",
        "\uDE00 a",
        "a\u0000b",
        "\u2028\uFEFF"
      })
  void carriesEveryStringUnchangedBothWays(String text) {
    try (JsSession session =
        open("globalThis.echo = x => x; globalThis.ask = x => __host('echo', x);")) {
      assertEquals(text, session.call("echo", text, HostCall.none()));
      List<String> seen = new ArrayList<>();
      String answer =
          session.call(
              "ask",
              text,
              (name, argument) -> {
                seen.add(argument);
                return argument;
              });
      assertEquals(text, answer);
      assertEquals(List.of(text), seen);
    }
  }

  @Test
  void carriesStringsOf20MegabytesQuickly() {
    String big = "0123456789äbcdef".repeat(20 * 1024 * 1024 / 16);
    try (JsSession session =
        open("globalThis.twice = x => x.length + ':' + x + __host('big', x);")) {
      String result =
          assertTimeout(
              Duration.ofSeconds(100),
              () -> session.call("twice", big, (name, argument) -> argument));
      assertEquals(big.length() + ":" + big + big, result);
    }
  }

  @Test
  void givesTheScriptWhatTheHostAnswers() {
    try (JsSession session =
        open(
            "globalThis.ask = x => { const a = __host('name', x); return String(a) + ' ' + typeof a; };")) {
      assertEquals("name/x string", session.call("ask", "x", (name, arg) -> name + "/" + arg));
      assertEquals("null object", session.call("ask", "x", (name, arg) -> null));
    }
  }

  @Test
  void throwsWhatTheHostThrewEvenIfTheScriptCatchesIt() {
    var failure = new IllegalStateException("the disk is gone");
    HostCall host =
        (name, argument) -> {
          throw failure;
        };
    try (JsSession session =
        open(
            "globalThis.ask = x => { try { return __host('a', x); } catch (e) { return String(e instanceof Error); } };"
                + "globalThis.ok = x => x;")) {
      assertSame(
          failure, assertThrows(IllegalStateException.class, () -> session.call("ask", "", host)));
      assertEquals("fine", session.call("ok", "fine", HostCall.none()));
    }
  }

  @Test
  void reportsMessageAndStackOfAThrowingScriptAndGoesOn() {
    try (JsSession session =
        open(
            """
            function inner(x) { throw new RangeError('no ' + x); }
            globalThis.outer = x => inner(x);
            globalThis.plain = () => { throw 'just text'; };
            globalThis.ok = x => x;
            """)) {
      ScriptException e =
          assertThrows(ScriptException.class, () -> session.call("outer", "luck", HostCall.none()));
      assertEquals("RangeError: no luck", e.getMessage());
      assertTrue(e.scriptStack().contains("inner"), e.scriptStack());
      assertTrue(e.scriptStack().contains("test.js:1"), e.scriptStack());
      ScriptException plain =
          assertThrows(ScriptException.class, () -> session.call("plain", "", HostCall.none()));
      assertEquals("just text", plain.getMessage());
      assertEquals("fine", session.call("ok", "fine", HostCall.none()));
    }
  }

  @Test
  void refusesMissingFunctionsAndResultsThatAreNoStrings() {
    try (JsSession session = open("globalThis.three = () => 3;")) {
      ScriptException missing =
          assertThrows(ScriptException.class, () -> session.call("nix", "", HostCall.none()));
      assertTrue(missing.getMessage().contains("'nix'"), missing.getMessage());
      ScriptException number =
          assertThrows(ScriptException.class, () -> session.call("three", "", HostCall.none()));
      assertTrue(number.getMessage().contains("number"), number.getMessage());
    }
  }

  @Test
  void refusesAScriptThatDoesNotParseOrThrows() {
    ScriptException syntax = assertThrows(ScriptException.class, () -> open("let x = ;"));
    assertTrue(syntax.getMessage().contains("SyntaxError"), syntax.getMessage());
    ScriptException thrown =
        assertThrows(ScriptException.class, () -> open("throw new Error('not today');"));
    assertTrue(thrown.getMessage().contains("not today"), thrown.getMessage());
  }

  @Test
  @DisplayName("R43 an endless loop ends by the time limit, and other calls go on")
  void endsAnEndlessLoopByTheTimeLimit() {
    String script =
        """
        globalThis.spin = () => { for (;;) { try { for (;;) {} } catch (e) {} finally { continue; } } };
        globalThis.ok = x => x;
        """;
    try (JsSession session = open("spin.js", script, SHORT)) {
      for (int i = 0; i < 3 && session.isUsable(); i++) {
        assertTimeout(
            Duration.ofSeconds(100),
            () ->
                assertThrows(
                    TimeLimitException.class, () -> session.call("spin", "", HostCall.none())));
        if (session.isUsable()) {
          assertEquals("again", session.call("ok", "again", HostCall.none()));
        }
      }
    }
    try (JsSession next = open("spin.js", script, SHORT)) {
      assertEquals("fine", next.call("ok", "fine", HostCall.none()));
    }
  }

  @Test
  void endsAScriptThatNeverFinishesLoading() {
    assertThrows(TimeLimitException.class, () -> open("spin.js", "for (;;) {}", SHORT));
  }

  @Test
  @DisplayName("R43 deep recursion is an error of the script")
  void reportsDeepRecursionAsAnErrorOfTheScript() throws Exception {
    try (JsSession session =
            open(
                "globalThis.deep = x => { const f = n => 1 + f(n + 1); return String(f(0)); }; globalThis.ok = x => x;");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads
          .submit(
              () -> {
                for (int i = 0; i < 3; i++) {
                  ScriptException e =
                      assertThrows(
                          ScriptException.class, () -> session.call("deep", "", HostCall.none()));
                  assertTrue(e.getMessage().startsWith("RangeError"), e.getMessage());
                }
                return session.call("ok", "", HostCall.none());
              })
          .get();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "const all = []; for (;;) all.push({a: [1, 2, 3], b: 'x' + all.length});",
        "const all = []; for (;;) all.push(new Uint8Array(16 * 1024 * 1024).fill(1));",
        "const all = []; for (;;) all.push(new Array(1 << 24).fill(1.5));",
        "let s = 'ab'; const all = []; for (;;) { s = s.length < 1 << 28 ? s + s : s; all.push((s + all.length).replace('a', 'c')); }",
        "const m = new Map(); for (let i = 0; ; i++) m.set(i, 'value ' + i);",
        "const text = '[' + '[1],'.repeat(1 << 20) + '1]'; const all = []; for (;;) all.push(JSON.parse(text));"
      })
  @DisplayName("R43 a memory hog ends by the heap limit; the process and other sessions live on")
  void endsAMemoryHogByTheHeapLimit(String hog) {
    try (JsSession bystander = open("let n = 0; globalThis.next = () => String(++n);")) {
      bystander.call("next", "", HostCall.none());
      try (JsSession session = open("globalThis.hog = () => {" + hog + "}")) {
        EngineException e =
            assertThrows(EngineException.class, () -> session.call("hog", "", HostCall.none()));
        if (!(e instanceof HeapLimitException)) {
          // An engine may refuse a single monstrous allocation within the script.
          assertTrue(
              e instanceof ScriptException && e.getMessage().startsWith("RangeError"),
              e.toString());
          return;
        }
        assertFalse(session.isUsable());
        assertThrows(IllegalStateException.class, () -> session.call("hog", "", HostCall.none()));
      }
      assertEquals("2", bystander.call("next", "", HostCall.none()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Java",
        "Packages",
        "Polyglot",
        "Graal",
        "java",
        "javax",
        "com",
        "org",
        "JavaImporter",
        "load",
        "loadWithNewGlobal",
        "print",
        "printErr",
        "quit",
        "exit",
        "read",
        "readline",
        "readFully",
        "readbuffer",
        "require",
        "process",
        "module",
        "exports",
        "Buffer",
        "global",
        "fetch",
        "XMLHttpRequest",
        "WebSocket",
        "Worker",
        "setTimeout",
        "setInterval",
        "setImmediate",
        "importScripts",
        "WebAssembly",
        "SharedArrayBuffer",
        "Atomics",
        "Deno",
        "Bun",
        "gc",
        "javet",
        "Javet",
        "__proto__host",
        "window",
        "document",
        "navigator",
        "localStorage"
      })
  @DisplayName("R44 the script sees nothing of its host")
  void hidesTheHost(String name) {
    try (JsSession session =
        open(
            "globalThis.kind = n => typeof globalThis[n]; globalThis.direct = n => (0, eval)('typeof ' + n);")) {
      assertEquals("undefined", session.call("kind", name, HostCall.none()));
      assertEquals("undefined", session.call("direct", name, HostCall.none()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "String(Object.getOwnPropertyNames(__host).sort())",
        "__host.constructor === Function ? 'length,name' : 'other'",
      })
  @DisplayName("R44 the door to the host is a plain function")
  void showsAPlainFunctionAsTheHost(String probe) {
    try (JsSession session = open("globalThis.probe = x => String((0, eval)(x));")) {
      String seen = session.call("probe", probe, HostCall.none());
      assertTrue(seen.contains("length") && seen.contains("name"), seen);
      assertFalse(seen.contains("getClass"), seen);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import('fs').then(() => 'in', () => 'out'), 'sync'",
        "Function('return this')().constructor.constructor('return typeof process + typeof Java')()",
        "__host.getClass",
        "__host.constructor('return typeof Java')()",
        "console.log('x')",
        "(() => { try { __host = 1; } catch (e) {} return typeof __host; })()",
        "(() => { try { return delete globalThis.__host; } catch (e) { return 'no'; } })()",
        "(() => { try { __host(1, 2); } catch (e) { return e.constructor === TypeError; } })()",
        "(() => { try { __host({toString() { return 'a'; }}, 'x'); } catch (e) { return e.message; } })()",
      })
  @DisplayName("R44 ways out lead nowhere")
  void staysInside(String attempt) {
    HostCall never =
        (name, argument) -> {
          throw new AssertionError("reached the host with " + name);
        };
    try (JsSession session = open("globalThis.probe = x => String((0, eval)(x));")) {
      String seen;
      try {
        seen = session.call("probe", attempt, never);
      } catch (ScriptException e) {
        seen = e.getMessage();
      }
      assertFalse(seen.contains("object"), seen);
      assertFalse(seen.contains("class"), seen);
      assertEquals("function", session.call("probe", "typeof __host", never));
    }
  }

  @Test
  @DisplayName("R44 sessions share nothing")
  void isolatesSessionsFromOneAnother() {
    String script =
        """
        globalThis.set = x => { globalThis.secret = x; Array.prototype.leak = x; return x; };
        globalThis.get = () => typeof globalThis.secret + typeof [].leak;
        """;
    try (JsSession one = open(script);
        JsSession two = open(script)) {
      one.call("set", "mine", HostCall.none());
      assertEquals("undefinedundefined", two.call("get", "", HostCall.none()));
      assertEquals("stringstring", one.call("get", "", HostCall.none()));
    }
  }

  @Test
  void survivesAScriptThatRedefinesBuiltIns() {
    try (JsSession session =
        open(
            """
            globalThis.String = globalThis.Error = globalThis.TypeError = undefined;
            Object.defineProperty = Function.prototype.call = Function.prototype.apply = () => { throw 1; };
            globalThis.ok = x => x;
            globalThis.bad = () => { throw { get message() { throw 2; } }; };
            """)) {
      assertEquals("fine", session.call("ok", "fine", HostCall.none()));
      assertThrows(ScriptException.class, () -> session.call("bad", "", HostCall.none()));
      assertThrows(ScriptException.class, () -> session.call("nix", "", HostCall.none()));
    }
  }

  @Test
  void keepsStateWhenTrimmed() {
    try (JsSession session =
        open(
            "let n = 0; globalThis.next = () => { new Array(1e6).fill(1); return String(++n); };")) {
      session.call("next", "", HostCall.none());
      session.trim();
      assertEquals("2", session.call("next", "", HostCall.none()));
      session.close();
      session.trim();
    }
  }

  @Test
  void movesFromThreadToThread() throws Exception {
    try (JsSession session = open("let n = 0; globalThis.next = () => String(++n);");
        var platform = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
        var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        var threads = i % 2 == 0 ? platform : virtual;
        String expected = String.valueOf(i + 1);
        assertEquals(
            expected, threads.submit(() -> session.call("next", "", HostCall.none())).get());
      }
    }
  }

  @Test
  void runsSessionsInParallel() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<java.util.concurrent.Future<String>>();
      for (int i = 0; i < 8; i++) {
        String mine = String.valueOf(i);
        results.add(
            threads.submit(
                () -> {
                  try (JsSession session =
                      open(
                          "globalThis.work = x => { let s = 0; for (let i = 0; i < 1e5; i++) s += i; return x + s; };")) {
                    return session.call("work", mine, HostCall.none());
                  }
                }));
      }
      for (int i = 0; i < 8; i++) {
        assertEquals(i + "4999950000", results.get(i).get());
      }
    }
  }

  @Test
  void refusesACallFromWithinItsOwnHost() {
    try (JsSession session = open("globalThis.ask = x => __host('again', x);")) {
      IllegalStateException e =
          assertThrows(
              IllegalStateException.class,
              () -> session.call("ask", "", (n, a) -> session.call("ask", "", HostCall.none())));
      assertTrue(e.getMessage().contains("busy"), e.getMessage());
    }
  }

  @Test
  void refusesToBeClosedByItsOwnHost() {
    try (JsSession session = open("globalThis.ask = x => String(__host('close', x));")) {
      HostCall closing =
          (name, argument) -> {
            session.close();
            return "";
          };
      assertThrows(IllegalStateException.class, () -> session.call("ask", "", closing));
      assertEquals("null", session.call("ask", "", (name, argument) -> null));
    }
  }

  @Test
  void closesTwiceAndRefusesCallsAfterwards() {
    JsSession session = open("globalThis.ok = x => x;");
    session.close();
    session.close();
    assertFalse(session.isUsable());
    assertThrows(IllegalStateException.class, () -> session.call("ok", "", HostCall.none()));
  }

  @Test
  void opensTheSameScriptManyTimes() {
    String script = "function f(x) { return x; }\n".repeat(2000);
    for (int i = 0; i < 20; i++) {
      try (JsSession session = open(script)) {
        assertEquals("x", session.call("f", "x", HostCall.none()));
      }
    }
  }

  @Test
  void runsScriptsInSloppyModeAsNodeDoes() {
    try (JsSession session =
        open(
            "implicit = 1; globalThis.f = () => String(implicit) + String((function () { return this === globalThis; })());")) {
      assertEquals("1true", session.call("f", "", HostCall.none()));
    }
  }

  @Test
  void saysWhatItIs() {
    assertTrue(engine().version().matches(".*\\d+\\.\\d+.*"), engine().version());
    assertFalse(engine().isInterpreting());
  }
}
