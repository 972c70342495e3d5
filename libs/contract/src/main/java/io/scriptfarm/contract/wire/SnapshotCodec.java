package io.scriptfarm.contract.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    // Written as it goes, not as a tree: snapshots have 100,000 entries.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(snapshot.entries().size() * 128 + 64);
    try (JsonGenerator json = Json.mapper().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("files");
      for (Map.Entry<ProjectPath, Snapshot.Entry> entry : snapshot.entries().entrySet()) {
        if (entry.getValue() instanceof Snapshot.File(Digest digest, long size)) {
          json.writeArrayFieldStart(entry.getKey().value());
          json.writeString(digest.hex());
          json.writeNumber(size);
          json.writeEndArray();
        }
      }
      json.writeEndObject();
      json.writeObjectFieldStart("links");
      for (Map.Entry<ProjectPath, Snapshot.Entry> entry : snapshot.entries().entrySet()) {
        if (entry.getValue() instanceof Snapshot.Link(String target)) {
          json.writeStringField(entry.getKey().value(), target);
        }
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: it is memory
    }
    return Blob.of(bytes.toByteArray());
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
