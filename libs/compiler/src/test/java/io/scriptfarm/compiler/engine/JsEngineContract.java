package io.scriptfarm.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every JavaScript engine must do, besides keeping scripts inside.
@Timeout(300)
abstract class JsEngineContract extends JsSandboxContract {
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

  /// All that a script can ask about languages, and what of it Node answers.
  private static final List<String> OF_LOCALES =
      List.of(
          "['b', 'ä', 'a', 'Z', 'z', 'é', 'e', 'B'].sort((x, y) => x.localeCompare(y)).join()",
          "['ö', 'z', 'o'].sort(new Intl.Collator('sv').compare).join()",
          "'a10'.localeCompare('a9', undefined, { numeric: true })",
          "'a'.localeCompare('Á', 'en', { sensitivity: 'base' })",
          "'e\\u0301'.normalize().length + 'ﬁ①'.normalize('NFKC')",
          "'Größe des Feldes'.replace(/\\P{L}+/gu, '_')",
          "/^[\\p{Lu}\\p{Script=Greek}]+$/u.test('ÄΩ')",
          "'İI'.toLocaleLowerCase() + 'ß'.toLocaleUpperCase()",
          "(1234567.891).toLocaleString() + (0.5).toLocaleString('de', { style: 'percent' })",
          "12345678901234567890n.toLocaleString('en-IN') + NaN.toLocaleString()",
          "new Date(1e12).toLocaleString() + new Date(1e12).toString()",
          "new Date(1e12).toLocaleDateString('de-DE', { dateStyle: 'full' })",
          "new Date(2020, 0, 1).getTime() + new Date(1e12).toTimeString()",
          "new Intl.PluralRules('pl').select(3) + new Intl.ListFormat('en').format(['a', 'b',"
              + " 'c'])",
          "new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(-3.5)",
          "JSON.stringify(new Intl.NumberFormat().resolvedOptions().locale)",
          "Intl.DateTimeFormat().resolvedOptions().timeZone",
          "new Intl.RelativeTimeFormat('en').format(-1, 'day')",
          "typeof Intl + Object.prototype.toString.call(Intl) + typeof Temporal",
          "Intl.getCanonicalLocales('EN-us') + new Intl.Locale('de-AT').language",
          "Intl.NumberFormat.supportedLocalesOf(['de', 'xx']).join()",
          "(() => { try { (1).toLocaleString('not a locale'); } catch (e) { return e.name; } })()",
          "(() => { try { 'x'.normalize('y'); } catch (e) { return e.name + e.message; } })()");

  @Test
  void saysOfLanguagesWhatNodeSays() {
    String all = "JSON.stringify([" + String.join(",\n", OF_LOCALES) + "])";
    try (JsSession session = open("globalThis.all = () => " + all)) {
      assertEquals(
          OnNode.print("console.log(" + all + ")").strip(),
          session.call("all", "", HostCall.none()));
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
            "globalThis.ask = x => { const a = __host('name', x); return String(a) + ' ' + typeof"
                + " a; };")) {
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
            "globalThis.ask = x => { try { return __host('a', x); } catch (e) { return String(e"
                + " instanceof Error); } };globalThis.ok = x => x;")) {
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
  void keepsStateWhenTrimmed() {
    try (JsSession session =
        open(
            "let n = 0; globalThis.next = () => { new Array(1e6).fill(1); return String(++n);"
                + " };")) {
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
                          "globalThis.work = x => { let s = 0; for (let i = 0; i < 1e5; i++) s +="
                              + " i; return x + s; };")) {
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
            "implicit = 1; globalThis.f = () => String(implicit) + String((function () { return"
                + " this === globalThis; })());")) {
      assertEquals("1true", session.call("f", "", HostCall.none()));
    }
  }

  @Test
  void saysWhatItIs() {
    assertTrue(engine().version().matches(".*\\d+\\.\\d+.*"), engine().version());
    assertFalse(engine().isInterpreting());
  }
}
