package io.scriptfarm.fuzz;

import static io.scriptfarm.fuzz.Decoding.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.SnapshotChanges;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.contract.wire.SseParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;

/// The forms of the contract.
@DisplayName("R44 a decoder of the contract takes it or refuses it:")
class WireFuzzTest {
  private static final int MOST_BYTES = 1 << 16;
  private static final List<Class<?>> TYPES =
      List.of(
          Job.class,
          BuildEvent.class,
          CompileOutcome.class,
          Completion.class,
          Plan.class,
          Poison.class);

  @FuzzTest
  @DisplayName("JSON of a message")
  void json(byte[] data) {
    Class<?> type = TYPES.get(Decoding.kind(data, TYPES.size()));
    byte[] text = Decoding.rest(data);
    Optional<?> read = Decoding.of(() -> Json.read(text, type));
    read.ifPresent(
        value ->
            require(Json.read(Json.write(value), type).equals(value), "it is another: " + value));
  }

  @FuzzTest
  @DisplayName("a snapshot's listing")
  void snapshot(byte[] listing) {
    Decoding.of(() -> SnapshotCodec.decode(Blob.of(listing)))
        .ifPresent(
            snapshot ->
                require(
                    SnapshotCodec.decode(SnapshotCodec.encode(snapshot)).equals(snapshot),
                    "it is another: " + snapshot));
  }

  @FuzzTest
  @DisplayName("two listings that differ a little")
  void snapshotChanges(byte[] data) {
    int middle = new String(data, StandardCharsets.ISO_8859_1).indexOf('\n');
    Blob before = Blob.of(Arrays.copyOf(data, Math.max(middle, 0)));
    Blob after = Blob.of(Arrays.copyOfRange(data, middle + 1, data.length));
    Optional<Snapshot> sound = Decoding.of(() -> SnapshotCodec.decode(before));
    Optional<Snapshot> other = Decoding.of(() -> SnapshotCodec.decode(after));
    if (sound.isPresent() && other.isPresent()) {
      SnapshotChanges.between(before, after)
          .ifPresent(
              changes -> {
                Map<ProjectPath, Snapshot.Entry> entries = new TreeMap<>(sound.get().entries());
                entries.putAll(changes);
                require(
                    Snapshot.of(entries).equals(other.get()),
                    "changes are not the difference: " + changes);
              });
    }
  }

  @FuzzTest
  @DisplayName("a pack of blobs")
  void blobPack(byte[] pack) {
    List<BlobPack.Frame> frames = new ArrayList<>();
    Decoding.of(
            () -> {
              BlobPack.read(new ByteArrayInputStream(pack), MOST_BYTES, frames::add);
              return pack;
            })
        .ifPresent(
            whole -> {
              ByteArrayOutputStream again = new ByteArrayOutputStream();
              try {
                for (BlobPack.Frame frame : frames) {
                  BlobPack.write(again, frame);
                }
              } catch (IOException e) {
                throw new AssertionError(e); // never: it is memory
              }
              require(Arrays.equals(whole, again.toByteArray()), "it is another pack");
            });
  }

  @FuzzTest
  @DisplayName("an event stream")
  void eventStream(byte[] stream) {
    Decoding.of(
        () -> {
          SseParser parser = new SseParser(new ByteArrayInputStream(stream));
          int events = 0;
          while (parser.next().isPresent()) {
            require(++events <= stream.length, "more events than bytes");
          }
          return events;
        });
  }
}
