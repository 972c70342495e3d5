package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.replication.Message.Position;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// An artifact that a client is about to have: where to ask for it, and the chunks that are there,
/// which stay when the connection is cut.
final class ArtifactDownload {
  private static final int MAX_ATTEMPTS = 3;

  private HeldScripts.Choice choice;
  private long generation;
  private ProjectPath path;
  private final List<ByteBuffer> chunks;
  private Digest tag;
  private int total;
  private int attempts;
  private boolean asked;
  private boolean begun;
  private long notBefore;

  ArtifactDownload(HeldScripts set, ProjectPath path, HeldScripts.Choice choice, long now) {
    this.choice = choice;
    this.generation = set.generation();
    this.path = path;
    this.chunks = new ArrayList<>();
    this.tag = choice.digest(); // of no frame: nothing is there yet
    this.notBefore = now;
  }

  /// Asks for the same artifact as part of another generation from now on.
  void retarget(HeldScripts set, ProjectPath newPath, HeldScripts.Choice newChoice) {
    choice = newChoice;
    generation = set.generation();
    path = newPath;
  }

  Digest digest() {
    return choice.digest();
  }

  String kind() {
    return choice.kind();
  }

  long generation() {
    return generation;
  }

  ProjectPath path() {
    return path;
  }

  /// Whether a path of a generation is this artifact, in the kind that the client takes.
  boolean isOf(HeldScripts set, ProjectPath of) {
    return set.choice(of).filter(it -> it.digest().equals(digest())).isPresent();
  }

  /// Whether it may be asked for now: that was not done yet, and it is time.
  boolean isDue(long now) {
    return !asked && now - notBefore >= 0;
  }

  /// It is asked for.
  ///
  /// @return from where on
  Position ask() {
    asked = true;
    begun = false;
    return chunks.isEmpty() ? new Position.Start() : new Position.Within(chunks.size(), tag);
  }

  /// Nothing comes any more of what was asked for.
  void cut() {
    asked = false;
  }

  /// Tries again later, unless that was done often enough.
  boolean retry(long pauseNanos, long now) {
    asked = false;
    chunks.clear();
    notBefore = now + ++attempts * pauseNanos;
    return attempts < MAX_ATTEMPTS;
  }

  /// Takes the next chunk.
  ///
  /// @return whether all are there
  /// @throws ProtocolException when it is any other than the next one of this very frame; then
  ///     those before it are not believed any more either
  boolean add(ScriptChunk chunk) throws ProtocolException {
    if (!begun && chunk.index() == 0 && !chunk.tag().equals(tag)) {
      chunks.clear(); // the server has another frame of it
    }
    begun = true;
    if (chunks.isEmpty()) {
      tag = chunk.tag();
      total = chunk.total();
    }
    int next = chunks.size();
    if (chunk.index() != next || chunk.total() != total || !chunk.tag().equals(tag)) {
      chunks.clear();
      throw new ProtocolException(
          Violation.MALFORMED,
          "chunk %d of %d of %s, where %d of %d was to come"
              .formatted(chunk.index(), chunk.total(), path, next, total));
    }
    if (total > choice.maxChunks()) {
      throw new ProtocolException(
          Violation.TOO_LARGE,
          "%s in %d chunks; by the manifest it has %d at most"
              .formatted(path, total, choice.maxChunks()));
    }
    chunks.add(chunk.data());
    return chunk.isLast();
  }

  /// The artifact, once all chunks are there.
  PackedScript assemble() throws PackedScript.DamagedException {
    byte[] frame = new byte[chunks.stream().mapToInt(ByteBuffer::remaining).sum()];
    ByteBuffer all = ByteBuffer.wrap(frame);
    chunks.forEach(chunk -> all.put(chunk.duplicate()));
    return PackedScript.verify(digest(), frame);
  }
}
