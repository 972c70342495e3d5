package io.scriptfarm.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Digest;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What keeps a script on any JavaScript engine inside, and within its limits.
@Timeout(300)
abstract class JsSandboxContract {
  static final Limits LIMITS = new Limits(Duration.ofSeconds(200), 256L * 1024 * 1024);
  static final Limits SHORT = new Limits(Duration.ofMillis(300), 256L * 1024 * 1024);

  /// A heap that is soon full.
  private static final Limits SMALL = new Limits(Duration.ofSeconds(200), 96L * 1024 * 1024);

  abstract JsEngine engine();

  JsSession open(String script) {
    return open("test.js", script, LIMITS);
  }

  JsSession open(String name, String script, Limits limits) {
    return engine().open(start(name, script), limits);
  }

  static StartScript start(String name, String script) {
    return new StartScript(
        name, Digest.ofUtf8(name + script).hex(), () -> script, () -> WarmUp.NONE);
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
                "globalThis.deep = x => { const f = n => 1 + f(n + 1); return String(f(0)); };"
                    + " globalThis.ok = x => x;");
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
        "let s = 'ab'; const all = []; for (;;) { s = s.length < 1 << 28 ? s + s : s; all.push((s +"
            + " all.length).replace('a', 'c')); }",
        "const m = new Map(); for (let i = 0; ; i++) m.set(i, [i, i, i, i, i, i, i, i]);",
        "const text = '[' + '[1],'.repeat(1 << 20) + '1]'; const all = []; for (;;)"
            + " all.push(JSON.parse(text));"
      })
  @DisplayName("R43 a memory hog ends by the heap limit; the process and other sessions live on")
  void endsAMemoryHogByTheHeapLimit(String hog) {
    try (JsSession bystander = open("let n = 0; globalThis.next = () => String(++n);")) {
      bystander.call("next", "", HostCall.none());
      try (JsSession session = open("hog.js", "globalThis.hog = () => {" + hog + "}", SMALL)) {
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
            "globalThis.kind = n => typeof globalThis[n]; globalThis.direct = n => (0,"
                + " eval)('typeof ' + n);")) {
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
        "Function('return this')().constructor.constructor('return typeof process + typeof"
            + " Java')()",
        "__host.getClass",
        "__host.constructor('return typeof Java')()",
        "console.log('x')",
        "(() => { try { __host = 1; } catch (e) {} return typeof __host; })()",
        "(() => { try { return delete globalThis.__host; } catch (e) { return 'no'; } })()",
        "(() => { try { __host(1, 2); } catch (e) { return e.constructor === TypeError; } })()",
        "(() => { try { __host({toString() { return 'a'; }}, 'x'); } catch (e) { return e.message;"
            + " } })()",
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
}
