package io.scriptfarm.fuzz;

import static io.scriptfarm.fuzz.Decoding.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.ParityRequest;
import io.scriptfarm.api.TracebackRequest;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.ReleaseCodec;
import io.scriptfarm.store.memory.MemoryStore;
import io.scriptfarm.trace.SourceMap;
import io.scriptfarm.trace.SourceMaps;
import io.scriptfarm.trace.Traceback;
import io.scriptfarm.trace.TracedFiles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

/// What authors, games and clients write.
@DisplayName("R44 a reader of documents takes it or refuses it:")
class DocumentFuzzTest {
  private static final int LINES = 50;
  private static final MemoryStore STORE = new MemoryStore(Duration.ofDays(1), () -> Instant.EPOCH);

  @FuzzTest
  @DisplayName("a request to the gateway")
  void request(byte[] data) {
    int kind = Decoding.kind(data, 3);
    String json = new String(Decoding.rest(data), StandardCharsets.UTF_8);
    Decoding.of(
        () ->
            switch (kind) {
              case 0 -> BuildRequest.parse(json);
              case 1 -> TracebackRequest.parse(json);
              default -> ParityRequest.parse(json);
            });
  }

  @FuzzTest
  @DisplayName("a release")
  void release(byte[] bytes) {
    Decoding.of(() -> ReleaseCodec.decode(bytes))
        .ifPresent(
            release ->
                require(
                    ReleaseCodec.decode(ReleaseCodec.encode(release)).equals(release),
                    "it is another"));
  }

  @FuzzTest
  @DisplayName("a manifest")
  void manifest(byte[] json) {
    Decoding.of(() -> Json.read(json, Manifest.class))
        .ifPresent(
            manifest ->
                require(
                    Json.read(Json.write(manifest), Manifest.class).equals(manifest),
                    "it is another"));
  }

  @FuzzTest
  @DisplayName("a source map")
  void sourceMap(byte[] json) {
    Decoding.of(() -> SourceMap.parse(json))
        .ifPresent(
            map -> {
              for (int line = 0; line < LINES; line++) {
                map.at(line)
                    .ifPresent(
                        at -> require(at.line() > 0 && at.column() >= 0, "no such place: " + at));
              }
            });
  }

  @FuzzTest
  @DisplayName("a traceback")
  void traceback(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    TracedFiles none = new TracedFiles(List.of(), Map.of(), new SourceMaps(STORE.artifacts(), 1));
    require(Traceback.resolve(text, none).text() != null, "it has no text");
  }
}
