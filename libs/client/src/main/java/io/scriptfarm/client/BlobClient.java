package io.scriptfarm.client;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The blobs of a farm, in packs ({@link BlobPack}) of bounded size. Every blob that is read is
/// verified against its digest. Safe for concurrent use; blocks.
public final class BlobClient {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration TRANSFER = Duration.ofMinutes(5);
  // Large enough that requests do not matter, small enough to send again and to hold in memory.
  private static final int PACK_BYTES = 8 * 1024 * 1024;
  private static final int DIGESTS_PER_REQUEST = 10_000;
  private static final int BLOBS_PER_READ = 2_000;
  private static final int LEVEL = 1; // the wire is fast and the text small

  private final URI cache;
  private final Http http;
  private final Waits waits;

  /// Gives the content of a digest when its turn comes.
  @FunctionalInterface
  public interface Contents {
    Blob read(Digest digest) throws FarmException;
  }

  /// Which of the digests that were asked about the cache lacks.
  private record Missing(List<Digest> missing) {}

  BlobClient(URI cache, Http http, Waits waits) {
    this.cache = cache;
    this.http = http;
    this.waits = waits;
  }

  /// Those of `digests` that the farm lacks.
  public Set<Digest> missing(Collection<Digest> digests) throws FarmException {
    Set<Digest> missing = new HashSet<>();
    for (List<Digest> part : parts(digests, DIGESTS_PER_REQUEST)) {
      missing.addAll(
          waits
              .ask(
                  cache,
                  () ->
                      http.post(
                          cache.resolve("/blobs/missing"),
                          Map.of("digests", part),
                          Missing.class,
                          ANSWER))
              .missing());
    }
    return missing;
  }

  /// Sends the blobs of `digests`.
  ///
  /// @param sent is told after each pack how many more blobs are there
  public void upload(Collection<Digest> digests, Contents contents, Consumer<Integer> sent)
      throws FarmException {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    int packed = 0;
    for (Digest digest : digests) {
      byte[] frame = Zstd.compress(contents.read(digest).bytes(), LEVEL);
      if (pack.size() > 0 && pack.size() + frame.length > PACK_BYTES) {
        send(pack);
        sent.accept(packed);
        pack.reset();
        packed = 0;
      }
      try {
        BlobPack.write(pack, new BlobPack.Frame(digest, frame));
      } catch (IOException e) {
        throw new AssertionError("memory does not fail to be written", e);
      }
      packed++;
    }
    if (packed > 0) {
      send(pack);
      sent.accept(packed);
    }
  }

  private void send(ByteArrayOutputStream pack) throws FarmException {
    byte[] body = pack.toByteArray();
    waits.ask(
        cache,
        () -> {
          http.send(
                  cache.resolve("/blobs"),
                  "POST",
                  BodyPublishers.ofByteArray(body),
                  Map.of("Content-Type", BlobPack.MEDIA_TYPE, "Accept", Http.JSON),
                  TRANSFER)
              .body()
              .close();
          return body.length;
        });
  }

  /// Gives each of `digests` that the farm has to `taker`, once and verified, in any order.
  ///
  /// @return those that the farm lacks
  public Set<Digest> read(Collection<Digest> digests, Consumer<Blob> taker) throws FarmException {
    Set<Digest> open = new LinkedHashSet<>(digests);
    for (List<Digest> part : parts(digests, BLOBS_PER_READ)) {
      waits.ask(
          cache,
          () -> {
            List<Digest> wanted = part.stream().filter(open::contains).toList();
            if (!wanted.isEmpty()) {
              readOnce(wanted, open, taker);
            }
            return wanted.size();
          });
    }
    return open;
  }

  private void readOnce(List<Digest> wanted, Set<Digest> open, Consumer<Blob> taker)
      throws FarmException, IOException {
    HttpResponse<InputStream> response =
        http.send(
            cache.resolve("/blobs/read"),
            "POST",
            BodyPublishers.ofString(Json.write(Map.of("digests", wanted))),
            Map.of("Content-Type", Http.JSON, "Accept", BlobPack.MEDIA_TYPE + ", " + Http.JSON),
            TRANSFER);
    try (InputStream in = response.body()) {
      BlobPack.read(
          in,
          ArtifactStore.MAX_BLOB_BYTES,
          frame -> {
            Blob blob = unpack(frame);
            if (open.remove(blob.digest())) {
              taker.accept(blob);
            }
          });
    } catch (MalformedException e) {
      throw new IOException(e); // cut off: the rest is asked for again
    } catch (PayloadTooLargeException e) {
      throw new FarmException(cache + ": " + e.getMessage(), e);
    }
  }

  private static Blob unpack(BlobPack.Frame frame) throws IOException {
    long size = Zstd.getFrameContentSize(frame.zstd());
    if (size < 0 || size > ArtifactStore.MAX_BLOB_BYTES) {
      throw new PayloadTooLargeException(
          "blob " + frame.digest(), Math.max(size, 0), ArtifactStore.MAX_BLOB_BYTES);
    }
    Blob blob;
    try {
      blob = Blob.of(Zstd.decompress(frame.zstd(), (int) size));
    } catch (ZstdException e) {
      throw new IOException("blob " + frame.digest() + " arrived damaged", e);
    }
    if (!blob.digest().equals(frame.digest())) {
      throw new IOException("blob " + frame.digest() + " arrived with other content");
    }
    return blob;
  }

  private static List<List<Digest>> parts(Collection<Digest> digests, int size) {
    List<Digest> all = List.copyOf(digests);
    List<List<Digest>> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i += size) {
      parts.add(all.subList(i, Math.min(all.size(), i + size)));
    }
    return parts;
  }
}
