package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.replication.Message.ArtifactRequest;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The artifacts that a client lacks and wants, the most urgent first, and which of them are on
/// their way. Used by one thread.
final class Downloads {
  /// How many artifacts are on their way at a time.
  static final int WINDOW = 8;

  private Map<Digest, ArtifactDownload> wanted = new LinkedHashMap<>();
  private Map<Digest, ArtifactDownload> earlier = Map.of();
  private final Map<Integer, ArtifactDownload> streams = new HashMap<>();
  private int lastStream;

  /// Makes the list anew. `wanting` calls {@link #want} for each artifact, the most urgent first;
  /// what was begun and is wanted again goes on where it is.
  void renew(Runnable wanting) {
    earlier = wanted;
    wanted = new LinkedHashMap<>();
    wanting.run();
    earlier = Map.of();
  }

  /// Wants the artifact of a path, unless the generation has it already or has none.
  void want(HeldScripts set, ProjectPath path) {
    if (set.find(path).isPresent()) {
      return;
    }
    set.choice(path)
        .filter(choice -> !wanted.containsKey(choice.digest()))
        .ifPresent(
            choice -> {
              ArtifactDownload begun = earlier.get(choice.digest());
              if (begun != null) {
                begun.retarget(set, path, choice);
              }
              wanted.put(
                  choice.digest(),
                  begun != null
                      ? begun
                      : new ArtifactDownload(set, path, choice, System.nanoTime()));
            });
  }

  /// An artifact is there, or cannot be had.
  void remove(ArtifactDownload download) {
    wanted.remove(download.digest());
  }

  /// Whether something is wanted that is not on its way, and might be.
  boolean isPostponing() {
    return streams.size() < Math.min(WINDOW, wanted.size());
  }

  /// Whether something is on its way.
  boolean isExpecting() {
    return !streams.isEmpty();
  }

  /// The connection is gone, and with it what was on its way.
  void cut() {
    streams.clear();
    wanted.values().forEach(ArtifactDownload::cut);
  }

  /// Opens streams for as much as may be on its way.
  ///
  /// @return what to ask the server for
  List<ScriptRequest> open() {
    Map<Long, List<ArtifactRequest>> requests = new LinkedHashMap<>();
    for (ArtifactDownload download : wanted.values()) {
      if (streams.size() == WINDOW) {
        break;
      }
      if (download.isDue(System.nanoTime())) {
        streams.put(++lastStream, download);
        requests
            .computeIfAbsent(download.generation(), _ -> new ArrayList<>())
            .add(new ArtifactRequest(lastStream, download.path(), download.kind(), download.ask()));
      }
    }
    return requests.entrySet().stream()
        .map(request -> new ScriptRequest(request.getKey(), request.getValue()))
        .toList();
  }

  /// @throws ProtocolException when the stream is not open
  ArtifactDownload find(int stream) throws ProtocolException {
    ArtifactDownload download = streams.get(stream);
    if (download == null) {
      throw new ProtocolException(
          Violation.FORBIDDEN,
          "nothing was asked for on stream " + Integer.toUnsignedString(stream));
    }
    return download;
  }

  /// Nothing comes any more on this stream.
  void close(int stream) {
    streams.remove(stream);
  }
}
