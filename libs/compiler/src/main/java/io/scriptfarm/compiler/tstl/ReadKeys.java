package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.ReadSet;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.SnapshotTree;
import io.scriptfarm.contract.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Knows outcomes by what their work read of its project. A piece of work has a *first key*, of
/// everything that is known of it before it begins. By that the store has the read sets of such
/// work that was done, and by each read set with its answers in a snapshot an outcome. The answers
/// decide what is read next and what comes out, so equal answers mean an equal outcome, and what
/// nobody read is in no key. Thread-safe, as its source of outcomes is.
final class ReadKeys {
  /// Read sets of one first key. A set changes with what a project imports, not with every edit.
  private static final int MOST = 8;

  private static final String FILE = "file";

  private final KnownOutcomes known;
  private final ContentSource contents;

  ReadKeys(KnownOutcomes known, ContentSource contents) {
    this.known = known;
    this.contents = contents;
  }

  /// An outcome, and the key of what its work read.
  record Known(CompileKey key, Settled outcome) {}

  /// The outcome that work with this first key has in this snapshot, if such work was done.
  Optional<Known> find(CompileKey first, SnapshotTree snapshot) {
    List<Digest> latest = latest(first);
    contents.prefetch(new HashSet<>(latest));
    List<CompileKey> keys = new ArrayList<>();
    for (Digest digest : latest) {
      contents
          .read(digest)
          .map(blob -> Json.read(blob.bytes(), ReadSet.class))
          .ifPresent(reads -> keys.add(key(first, reads, snapshot)));
    }
    Map<CompileKey, Settled> outcomes = keys.isEmpty() ? Map.of() : known.find(new HashSet<>(keys));
    return keys.stream()
        .flatMap(
            key -> Stream.ofNullable(outcomes.get(key)).map(outcome -> new Known(key, outcome)))
        .findFirst();
  }

  /// The product of work, with by-products by which {@link #find} finds its outcome.
  Product remembering(Product product, CompileKey first, ReadSet reads, CompileKey key) {
    Blob blob = Blob.ofUtf8(Json.write(reads));
    List<Digest> latest = new ArrayList<>(List.of(blob.digest()));
    latest(first).stream()
        .filter(digest -> !digest.equals(blob.digest()))
        .limit(MOST - 1L)
        .forEach(latest::add);
    Map<CompileKey, Settled> more = new HashMap<>();
    more.put(first, new PlanJob.ReadSets(latest));
    more.put(key, (Settled) product.outcome());
    return product.with(List.of(blob)).with(more);
  }

  private List<Digest> latest(CompileKey first) {
    return known.find(Set.of(first)).get(first) instanceof PlanJob.ReadSets(var latest)
        ? latest
        : List.of();
  }

  /// The key of work by what it read, which is all that these questions are answered in a snapshot.
  static CompileKey key(CompileKey first, ReadSet reads, SnapshotTree snapshot) {
    List<String> parts = new ArrayList<>(List.of(first.toString()));
    for (String path : reads.looks()) {
      parts.add(path);
      parts.add(kind(snapshot, path));
    }
    parts.add("contents");
    for (String path : reads.contents()) {
      parts.add(path);
      parts.add(snapshot.at(path).map(ReadKeys::content).orElse("nothing"));
    }
    for (ReadSet.ListedFolder folder : reads.listings()) {
      parts.add("listing");
      parts.add(folder.toString());
      for (String name : snapshot.names(folder.path())) {
        String kind = kind(snapshot, folder.path().isEmpty() ? name : folder.path() + "/" + name);
        if (!kind.equals(FILE) || folder.wants(name)) {
          parts.add(name);
          parts.add(kind);
        }
      }
    }
    return CompileKey.of("by-reads", parts);
  }

  private static String kind(SnapshotTree snapshot, String path) {
    return snapshot
        .at(path)
        .map(
            entry ->
                switch (entry) {
                  case Snapshot.File _ -> FILE;
                  case Snapshot.Link(String target) -> "link " + target;
                })
        .orElseGet(() -> snapshot.isFolder(path) ? "folder" : "nothing");
  }

  private static String content(Snapshot.Entry entry) {
    return entry instanceof Snapshot.File(Digest digest, long _) ? digest.hex() : "nothing";
  }
}
