package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/// What a game server and its clients say to one another. Numbers of generations are those of the
/// manifests; `Codec` has the limits.
sealed interface Message {

  /// Server to client: the generation that clients are to run from now on.
  ///
  /// @param signature Ed25519, over the unpacked payload
  /// @param payload zstd frame of the manifest's JSON, read-only; see `PackedManifest`
  record ScriptManifest(String keyId, ByteBuffer signature, ByteBuffer payload)
      implements Message {}

  /// Client to server: artifacts of a generation, each on a stream of its own.
  record ScriptRequest(long generation, List<ArtifactRequest> wanted) implements Message {
    public ScriptRequest {
      wanted = List.copyOf(wanted);
    }
  }

  /// One artifact that a client asks for.
  ///
  /// @param stream the client's number for it, in use for nothing else until it ended
  /// @param kind of artifact, as manifests name it
  /// @param from where the client has a part of it already, and of which frame
  record ArtifactRequest(int stream, ProjectPath path, String kind, Position from) {}

  /// How much of a frame is there.
  sealed interface Position {
    /// Nothing.
    record Start() implements Position {}

    /// All before `chunk`, which is at least 1, of the frame with that SHA-256.
    record Within(int chunk, Digest tag) implements Position {}
  }

  /// Server to client: a part of a zstd frame as it is stored. Chunks of a stream come in order;
  /// the first is the one asked for, or 0 when the frame is another. The stream ends with the last.
  ///
  /// @param total how many chunks the frame has
  /// @param tag the frame's SHA-256
  /// @param data 64 KiB, the last one 1 byte to 64 KiB; read-only
  record ScriptChunk(int stream, int index, int total, Digest tag, ByteBuffer data)
      implements Message {
    boolean isLast() {
      return index == total - 1;
    }
  }

  /// Server to client: the stream ends here.
  record ScriptRefused(int stream, Reason reason) implements Message {}

  /// Why an artifact does not come.
  enum Reason {
    /// There is none of that generation, path and kind that this client may have. Whether one
    /// exists does not show (requirement R21).
    NOT_THERE,
    /// It is named, and cannot be read now. Trying again later makes sense.
    UNAVAILABLE
  }

  /// Client to server: what became of artifacts.
  record ScriptVerify(long generation, List<Verified> results) implements Message {
    public ScriptVerify {
      results = List.copyOf(results);
    }

    /// As many messages as it takes.
    static List<ScriptVerify> of(long generation, List<Verified> results) {
      return IntStream.range(0, Math.ceilDiv(results.size(), Codec.MAX_ITEMS))
          .map(message -> message * Codec.MAX_ITEMS)
          .mapToObj(from -> results.subList(from, Math.min(results.size(), from + Codec.MAX_ITEMS)))
          .map(part -> new ScriptVerify(generation, part))
          .toList();
    }
  }

  /// What a client found out about one artifact.
  record Verified(ProjectPath path, Digest digest, ArtifactState state) {}

  /// Whether an artifact is what the manifest says.
  enum ArtifactState {
    /// It arrived with other content, and is asked for again.
    DAMAGED,
    /// It is there, and was not run.
    VERIFIED,
    /// It is there, and the client runs it or was told to.
    RUNNING
  }

  /// Client to server: the generation is what the client runs now; everything that it needs at once
  /// is verified.
  record GenerationReady(long generation) implements Message {}

  /// Server to client: run these, in this order.
  record ExecuteScript(long generation, List<ProjectPath> paths) implements Message {
    public ExecuteScript {
      paths = List.copyOf(paths);
    }
  }
}
