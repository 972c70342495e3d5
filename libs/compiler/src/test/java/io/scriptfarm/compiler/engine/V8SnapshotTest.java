package io.scriptfarm.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("V8 keeps the engine contract when sessions begin as snapshots")
class V8SnapshotTest extends JsEngineContract {
  private static final String COUNTER =
      "let n = 0; globalThis.next = x => String(++n) + __host('say', x);";

  @TempDir Path folder;

  @BeforeAll
  static void onlyWhereV8Runs() {
    JsEngines.whyNotV8().ifPresent(why -> Assumptions.abort(why));
  }

  private static V8Engine v8() {
    return (V8Engine) JsEngines.select(EnginePreference.V8);
  }

  /// Makes a snapshot of every script, in this process, and opens that.
  @Override
  JsEngine engine() {
    return new JsEngine() {
      @Override
      public EngineKind kind() {
        return v8().kind();
      }

      @Override
      public String version() {
        return v8().version();
      }

      @Override
      public boolean isInterpreting() {
        return v8().isInterpreting();
      }

      @Override
      public JsSession open(StartScript start, Limits limits) {
        return v8().restore(start, v8().snapshot(start, limits), limits);
      }

      @Override
      public long heapBytes() {
        return v8().heapBytes();
      }

      @Override
      public boolean isStuck() {
        return false;
      }

      @Override
      public void close() {
        v8().close();
      }
    };
  }

  /// A counter that has counted to two already, with a host that said "a" and "b".
  private static StartScript counter() {
    return new StartScript(
        "counter.js",
        Digest.ofUtf8(COUNTER).hex(),
        () -> COUNTER,
        () ->
            new WarmUp(
                List.of(new WarmUp.Call("next", "x"), new WarmUp.Call("next", "y")),
                Map.of("say", Map.of("x", "a", "y", "b"))));
  }

  private static String next(JsEngine engine) {
    try (JsSession session = engine.open(counter(), LIMITS)) {
      return session.call("next", "z", (name, argument) -> " " + name + " " + argument);
    }
  }

  private JsEngine keeping() {
    return v8().keeping(new SnapshotFolder(folder));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".v8snapshot")).toList();
    }
  }

  /// One of the contract's hogs is enough: a heap has its limit however it began.
  @Override
  @ParameterizedTest
  @ValueSource(strings = "const all = []; for (;;) all.push({a: [1, 2, 3], b: 'x' + all.length});")
  void endsAMemoryHogByTheHeapLimit(String hog) {
    super.endsAMemoryHogByTheHeapLimit(hog);
  }

  @Test
  void sessionsBeginAfterTheWarmUpAndAskTheirOwnHost() {
    assertEquals("1 say z", next(keeping()));
    assertTrue(keeping().prepare(counter()));
    JsEngine other = keeping();
    assertEquals("3 say z", next(other));
    assertEquals("3 say z", next(other));
  }

  @Test
  void snapshotsOfSeveralScriptsAndNoneLiveTogether() {
    byte[] one = v8().snapshot(start("one.js", "globalThis.f = x => 'one ' + x;"), LIMITS);
    byte[] two = v8().snapshot(start("two.js", "globalThis.f = x => 'two ' + x;"), LIMITS);
    StartScript none = start("none.js", "globalThis.f = x => 'none ' + x;");
    try (JsSession a = v8().restore(none, one, LIMITS);
        JsSession b = v8().open(none, LIMITS);
        JsSession c = v8().restore(none, two, LIMITS)) {
      assertEquals("one x", a.call("f", "x", HostCall.none()));
      assertEquals("none x", b.call("f", "x", HostCall.none()));
      assertEquals("two x", c.call("f", "x", HostCall.none()));
    }
  }

  @Test
  void whatIsNotWhatWasWrittenIsMadeAnew() throws IOException {
    keeping().prepare(counter());
    Path file = files().getFirst();
    byte[] good = Files.readAllBytes(file);

    byte[] bad = good.clone();
    bad[bad.length / 2] ^= 1;
    for (byte[] broken : List.of(bad, Arrays.copyOf(good, good.length - 1), new byte[3])) {
      Files.write(file, broken);
      assertEquals("1 say z", next(keeping()));
      assertFalse(Files.exists(file));
    }

    assertTrue(keeping().prepare(counter()));
    assertEquals("3 say z", next(keeping()));
  }

  @Test
  void aSnapshotOfAnotherScriptOrAnotherV8IsNotTaken() throws IOException {
    keeping().prepare(counter());
    Path file = files().getFirst();
    byte[] other = Files.readAllBytes(file);
    StartScript changed =
        new StartScript("counter.js", "changed", counter().script(), counter().warmUp());
    keeping().prepare(changed);
    Path own = files().stream().filter(each -> !each.equals(file)).findFirst().orElseThrow();

    Files.write(own, other);

    try (JsSession session = keeping().open(changed, LIMITS)) {
      assertEquals("1null", session.call("next", "z", (name, argument) -> null));
    }
    assertFalse(Files.exists(own));
  }

  @Test
  void whatWasShippedServesWithoutBeingWrittenTo() throws IOException {
    Path shipped = Files.createDirectory(folder.resolve("shipped"));
    assertTrue(v8().keeping(new SnapshotFolder(shipped)).prepare(counter()));
    Path file;
    try (Stream<Path> all = Files.list(shipped)) {
      file = all.filter(each -> each.toString().endsWith(".v8snapshot")).findFirst().orElseThrow();
    }
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

    SnapshotFolder own =
        new SnapshotFolder(folder, SnapshotFolder.DEFAULT_MAX_BYTES, Optional.of(shipped));

    assertEquals("3 say z", next(v8().keeping(own)));
    assertEquals(FileTime.from(Instant.EPOCH), Files.getLastModifiedTime(file));
    assertEquals(List.of(), files());
    Files.write(file, new byte[3]);
    assertEquals("1 say z", next(v8().keeping(own)));
    assertTrue(Files.exists(file));
  }

  @Test
  void aScriptThatThrowsIsNotKept() throws IOException {
    StartScript throwing = start("bad.js", "throw new Error('never');");
    assertFalse(keeping().prepare(throwing));
    assertEquals(List.of(), files());
    assertThrows(ScriptException.class, () -> keeping().open(throwing, LIMITS));
  }

  @Test
  void theFolderStaysSmall() throws IOException {
    long room = SnapshotFile.USUAL_BYTES + 1; // for the one that is being made, and nothing else
    JsEngine engine = v8().keeping(new SnapshotFolder(folder, room));
    assertTrue(engine.prepare(counter()));
    assertTrue(engine.prepare(start("other.js", "globalThis.f = x => x;")));
    assertEquals(1, files().size());
  }
}
