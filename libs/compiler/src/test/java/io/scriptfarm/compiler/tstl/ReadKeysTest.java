package io.scriptfarm.compiler.tstl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.scriptfarm.compiler.protocol.ReadSet;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.SnapshotTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What of a snapshot is in a key that is made of what was read, and what is not.
class ReadKeysTest {
  private static final CompileKey FIRST = CompileKey.of("test");
  private static final ReadSet READS =
      new ReadSet(
          new TreeSet<>(Set.of("src", "src/gone.ts", "src/seen.ts", "linked")),
          new TreeSet<>(Set.of("src/main.ts", "data/table.csv")),
          List.of(
              new ReadSet.ListedFolder("src", Optional.of(List.of(".ts"))),
              new ReadSet.ListedFolder("data", Optional.empty())));

  private final Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();

  ReadKeysTest() {
    for (String path :
        List.of("README.md", "src/main.ts", "src/seen.ts", "src/notes.txt", "data/table.csv")) {
      put(path, path);
    }
    entries.put(new ProjectPath("linked"), new Snapshot.Link("src"));
  }

  private void put(String path, String text) {
    entries.put(new ProjectPath(path), new Snapshot.File(Digest.ofUtf8(text), text.length()));
  }

  private CompileKey key() {
    return ReadKeys.key(FIRST, READS, new SnapshotTree(Snapshot.of(entries)));
  }

  private void assertSame(Runnable change) {
    CompileKey before = key();
    change.run();
    assertEquals(before, key());
  }

  private void assertOther(Consumer<Map<ProjectPath, Snapshot.Entry>> change) {
    Map<ProjectPath, Snapshot.Entry> before = Map.copyOf(entries);
    CompileKey key = key();
    change.accept(entries);
    assertNotEquals(key, key());
    entries.clear();
    entries.putAll(before);
  }

  @Test
  void whatNobodyReadIsInNoKey() {
    assertSame(() -> put("README.md", "other words"));
    assertSame(() -> put("new.log", "a line"));
    assertSame(() -> put("src/notes.txt", "of a file that was only listed, and not asked for"));
    assertSame(() -> put("src/more.txt", "of a kind that was not listed"));
    assertSame(() -> put("src/seen.ts", "of a file that was only looked at"));
    assertSame(() -> entries.remove(new ProjectPath("README.md")));
  }

  @Test
  void everyAnswerIsInTheKey() {
    assertOther(all -> put("src/main.ts", "another content"));
    assertOther(all -> all.remove(new ProjectPath("data/table.csv")));
    assertOther(all -> put("src/gone.ts", "a file where none was"));
    assertOther(all -> put("src/gone.ts/index.ts", "a folder where none was"));
    assertOther(all -> all.remove(new ProjectPath("src/seen.ts")));
    assertOther(all -> put("src/new.ts", "a name that was asked for"));
    assertOther(all -> put("src/new/a.txt", "a folder"));
    assertOther(all -> put("data/new.bin", "any name"));
    assertOther(all -> all.put(new ProjectPath("linked"), new Snapshot.Link("data")));
    assertOther(all -> put("linked", "a file where a link was"));
    assertOther(all -> all.put(new ProjectPath("src/l.ts"), new Snapshot.Link("main.ts")));
  }

  @Test
  void otherQuestionsGiveAnotherKey() {
    SnapshotTree tree = new SnapshotTree(Snapshot.of(entries));
    ReadSet fewer = new ReadSet(READS.looks(), READS.contents(), List.of());

    assertNotEquals(ReadKeys.key(FIRST, READS, tree), ReadKeys.key(FIRST, fewer, tree));
    assertNotEquals(
        ReadKeys.key(FIRST, READS, tree), ReadKeys.key(CompileKey.of("other"), READS, tree));
  }
}
