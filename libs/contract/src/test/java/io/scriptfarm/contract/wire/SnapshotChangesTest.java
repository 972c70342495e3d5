package io.scriptfarm.contract.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SnapshotChangesTest {
  private final Map<ProjectPath, Snapshot.Entry> entries = new TreeMap<>();

  SnapshotChangesTest() {
    for (int i = 0; i < 20; i++) {
      put("src/s" + i + ".ts", "text " + i);
    }
    put("src/[id].ts", "brackets");
    put("src/ünï ☃.ts", "letters");
    entries.put(new ProjectPath("link"), new Snapshot.Link("src"));
  }

  private Snapshot.File put(String path, String text) {
    Snapshot.File file =
        new Snapshot.File(Digest.ofUtf8(text), text.getBytes(StandardCharsets.UTF_8).length);
    entries.put(new ProjectPath(path), file);
    return file;
  }

  private Blob encoded() {
    return SnapshotCodec.encode(Snapshot.of(entries));
  }

  @Test
  void findsNothingInTheSame() {
    assertEquals(Optional.of(Map.of()), SnapshotChanges.between(encoded(), encoded()));
  }

  @Test
  void findsChangedContents() {
    Blob before = encoded();
    Map<ProjectPath, Snapshot.File> expected = new TreeMap<>();
    for (String path : new String[] {"src/s0.ts", "src/s1.ts", "src/[id].ts", "src/ünï ☃.ts"}) {
      expected.put(new ProjectPath(path), put(path, "another text, and longer, of " + path));
    }

    assertEquals(Optional.of(expected), SnapshotChanges.between(before, encoded()));
  }

  @Test
  void findsAnotherSizeAlone() {
    Blob before = encoded();
    Snapshot.File file = new Snapshot.File(Digest.ofUtf8("text 3"), 123_456);
    entries.put(new ProjectPath("src/s3.ts"), file);

    assertEquals(
        Optional.of(Map.of(new ProjectPath("src/s3.ts"), file)),
        SnapshotChanges.between(before, encoded()));
  }

  @Test
  void leavesEverythingElseToDecoding() {
    Blob before = encoded();
    put("src/new.ts", "new");
    Blob added = encoded();
    entries.remove(new ProjectPath("src/new.ts"));
    entries.remove(new ProjectPath("src/s5.ts"));
    Blob removed = encoded();
    put("src/s5b.ts", "text 5");
    Blob renamed = encoded();
    entries.put(new ProjectPath("link"), new Snapshot.Link("srd"));
    Blob linked = encoded();
    put("src/a\"b.ts", "quote");
    Blob quoted = encoded();
    put("src/a\"b.ts", "quote!");

    assertEquals(Optional.empty(), SnapshotChanges.between(before, added));
    assertEquals(Optional.empty(), SnapshotChanges.between(before, removed));
    assertEquals(Optional.empty(), SnapshotChanges.between(before, renamed));
    assertEquals(Optional.empty(), SnapshotChanges.between(renamed, linked));
    assertEquals(Optional.empty(), SnapshotChanges.between(quoted, encoded()));
  }

  @Test
  void believesNoEntryThatIsNone() {
    Blob before = encoded();
    String listing = before.utf8();
    String hex = Digest.ofUtf8("text 3").hex();
    String[] broken = {
      listing.replace(hex, "../../etc/passwd"),
      listing.replace(hex, hex.toUpperCase(java.util.Locale.ROOT).replace('A', 'X')),
      listing.replace("\"" + hex + "\",6", "\"" + hex + "\",-6"),
      listing.replace("\"" + hex + "\",6", "\"" + hex + "\",6,7"),
      listing.replace("\"" + hex + "\",6]", "\"" + hex + "\",{}]"),
      listing.substring(0, listing.length() / 2),
      "",
    };
    for (String text : broken) {
      assertEquals(Optional.empty(), SnapshotChanges.between(before, Blob.ofUtf8(text)), text);
    }
  }
}
