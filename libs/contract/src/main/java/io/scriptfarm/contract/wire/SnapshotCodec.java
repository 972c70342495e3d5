package io.scriptfarm.contract.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// The canonical form of a snapshot as a blob, whose digest is the snapshot's name:
///
/// ```json
/// {"files":{"src/main.ts":["<sha-256>",1234]},"links":{"node_modules/a":"../packages/a"}}
/// ```
///
/// Paths are sorted by UTF-16 unit. The size in bytes is for limits and estimates; the digest
/// decides.
public final class SnapshotCodec {
  private SnapshotCodec() {}

  public static Blob encode(Snapshot snapshot) {
    ObjectNode root = Json.mapper().createObjectNode();
    ObjectNode files = root.putObject("files");
    ObjectNode links = root.putObject("links");
    snapshot
        .entries()
        .forEach(
            (path, entry) -> {
              switch (entry) {
                case Snapshot.File(Digest digest, long size) ->
                    files.putArray(path.value()).add(digest.hex()).add(size);
                case Snapshot.Link(String target) -> links.put(path.value(), target);
              }
            });
    return Blob.ofUtf8(root.toString());
  }

  /// @throws MalformedException when the blob is not a snapshot, or one of its paths leaves the
  ///     project
  public static Snapshot decode(Blob blob) {
    try {
      JsonNode root = Json.mapper().readTree(blob.bytes());
      Map<ProjectPath, Snapshot.Entry> entries = new TreeMap<>();
      for (Map.Entry<String, JsonNode> file : root.path("files").properties()) {
        JsonNode value = file.getValue();
        entries.put(
            new ProjectPath(file.getKey()),
            new Snapshot.File(new Digest(value.path(0).asText()), value.path(1).asLong()));
      }
      for (Map.Entry<String, JsonNode> link : root.path("links").properties()) {
        entries.put(new ProjectPath(link.getKey()), new Snapshot.Link(link.getValue().asText()));
      }
      return Snapshot.of(entries);
    } catch (IOException | IllegalArgumentException e) {
      throw new MalformedException("not a valid snapshot: " + e.getMessage(), e);
    }
  }
}
