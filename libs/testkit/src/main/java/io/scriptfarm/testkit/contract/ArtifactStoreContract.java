package io.scriptfarm.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The laws of {@link ArtifactStore}, for every implementation to pass.
public abstract class ArtifactStoreContract {

  /// The store to test; may hold other blobs.
  protected abstract ArtifactStore store();

  @Test
  @DisplayName("R3 what was written is read, byte for byte, under the digest of its content")
  void readsWhatWasWritten() {
    List<Blob> blobs =
        List.of(
            Blob.of(new byte[0]),
            Blob.of(new byte[] {0}),
            Blob.ofUtf8("return 1"),
            Blob.ofUtf8("local s = \"" + "ä".repeat(10_000) + "\""),
            random(1, 3_000_000),
            Blob.of(new byte[5_000_000]));
    store().write(blobs);

    Map<Digest, Blob> read = store().read(digests(blobs));

    assertEquals(blobs.stream().collect(Collectors.toMap(Blob::digest, b -> b)), read);
  }

  @Test
  void leavesOutWhatDoesNotExist() {
    Blob there = Blob.ofUtf8("there");
    Digest absent = Digest.ofUtf8("never written");
    store().write(List.of(there));

    assertEquals(Map.of(there.digest(), there), store().read(Set.of(there.digest(), absent)));
    assertEquals(Set.of(absent), store().missing(Set.of(there.digest(), absent)));
  }

  @Test
  void doesNothingForNothing() {
    store().write(List.of());

    assertEquals(Map.of(), store().read(Set.of()));
    assertEquals(Set.of(), store().missing(Set.of()));
  }

  @Test
  void storesTheSameBlobTwice() {
    Blob blob = Blob.ofUtf8("twice");
    store().write(List.of(blob, blob));
    store().write(List.of(blob));

    assertEquals(Map.of(blob.digest(), blob), store().read(Set.of(blob.digest())));
  }

  @Test
  void movesLargeBatches() {
    List<Blob> blobs =
        IntStream.range(0, 5_000).mapToObj(i -> Blob.ofUtf8("large batch " + i)).toList();
    assertEquals(digests(blobs), store().missing(digests(blobs)));
    store().write(blobs);

    assertEquals(Set.of(), store().missing(digests(blobs)));
    assertEquals(5_000, store().read(digests(blobs)).size());
  }

  @Test
  void movesBatchesOfManyBytes() {
    // Content that does not compress, far beyond what one batch may carry
    List<Blob> blobs =
        Stream.concat(
                IntStream.range(10, 22).mapToObj(i -> random(i, 2_500_000)),
                Stream.of(random(22, 9_000_000)))
            .toList();
    store().write(blobs);

    assertEquals(
        blobs.stream().collect(Collectors.toMap(Blob::digest, Function.identity())),
        store().read(digests(blobs)));
  }

  @Test
  @DisplayName(
      "R44 a blob above the cap is refused with its size and the cap, and nothing is stored")
  void refusesOversizeBlob() {
    Blob small = Blob.ofUtf8("beside the large one");
    Blob large = Blob.of(new byte[ArtifactStore.MAX_BLOB_BYTES + 1]);

    var refused =
        assertThrows(PayloadTooLargeException.class, () -> store().write(List.of(small, large)));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("67,108,865"), message);
    assertTrue(message.contains("67,108,864"), message);
    assertEquals(2, store().missing(Set.of(small.digest(), large.digest())).size());
  }

  @Test
  void servesManyThreads() throws Exception {
    List<Blob> blobs = IntStream.range(0, 200).mapToObj(i -> Blob.ofUtf8("threads " + i)).toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> sizes =
          IntStream.range(0, 16)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            store().write(blobs);
                            return store().read(digests(blobs)).size();
                          }))
              .toList();
      for (Future<Integer> size : sizes) {
        assertEquals(200, size.get());
      }
    }
  }

  /// The digests of `blobs`.
  public static Set<Digest> digests(List<Blob> blobs) {
    return blobs.stream().map(Blob::digest).collect(Collectors.toUnmodifiableSet());
  }

  /// `size` bytes that do not compress, always the same for a seed.
  public static Blob random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Blob.of(bytes);
  }
}
