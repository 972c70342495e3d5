package io.scriptfarm.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.BlobPack.Frame;
import io.scriptfarm.testkit.LocalRedisResource;
import io.scriptfarm.testkit.RawFrames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Packs of blobs, and the lists that ask for them.
@QuarkusTest
@QuarkusTestResource(LocalRedisResource.class)
class BlobPackTest extends CacheServiceCase {
  @Test
  @DisplayName("R3 a client uploads what is missing as a pack and gets it back as a pack")
  void uploadsAndDownloadsPacks() throws Exception {
    List<Blob> blobs =
        IntStream.range(0, 700).mapToObj(i -> Blob.ofUtf8("local pack = " + i)).toList();
    assertEquals(digests(blobs), missing(digests(blobs)));

    var stored = post("/blobs", BlobPack.MEDIA_TYPE, pack(blobs));
    assertEquals(200, stored.statusCode(), stored.body());
    assertEquals("{\"stored\":700}", stored.body());
    assertEquals(Set.of(), missing(digests(blobs)));

    List<Digest> wanted = new ArrayList<>(digests(blobs));
    wanted.add(Digest.ofUtf8("absent"));
    assertEquals(Set.copyOf(blobs), Set.copyOf(download(wanted)));
  }

  @Test
  void movesPacksBeyondAnyBatch() throws Exception {
    List<Blob> blobs = IntStream.range(0, 24).mapToObj(i -> random(i, 2_000_000)).toList();

    assertEquals(200, post("/blobs", BlobPack.MEDIA_TYPE, pack(blobs)).statusCode());

    assertEquals(Set.copyOf(blobs), Set.copyOf(download(digests(blobs))));
  }

  @Test
  void takesEmptyRequests() throws Exception {
    assertEquals("{\"stored\":0}", post("/blobs", BlobPack.MEDIA_TYPE, new byte[0]).body());
    assertEquals(Set.of(), missing(Set.of()));
    assertEquals(List.of(), download(Set.of()));
  }

  @Test
  @DisplayName("R22 a pack with one flipped byte is refused, naming the blob")
  void refusesFlippedByteInPack() throws Exception {
    Blob good = random(100, 5_000);
    Blob bad = random(101, 5_000);
    byte[] pack = pack(List.of(good, bad));
    pack[pack.length - 1_000] ^= 1;

    var response = post("/blobs", BlobPack.MEDIA_TYPE, pack);

    assertError(422, "digest-mismatch", response);
    assertTrue(response.body().contains(bad.digest().hex()), response.body());
    assertEquals(Set.of(bad.digest()), missing(Set.of(bad.digest())));
  }

  @Test
  @DisplayName("R3 a client without zstd sends stored frames in gzip; the store keeps them packed")
  void takesGzip() throws Exception {
    Blob small = Blob.ofUtf8("local gzip = true\n".repeat(100));
    Blob large = Blob.ofUtf8("local large = true\n".repeat(100_000)); // is packed piece by piece
    List<Blob> blobs = List.of(small, large, random(300, 5_000));

    HttpResponse<String> stored = sendGzip(gzip(storedPack(blobs)));

    assertEquals("{\"stored\":3}", stored.body());
    assertEquals(Set.copyOf(blobs), Set.copyOf(download(digests(blobs))));
    for (Blob blob : List.of(small, large)) {
      HttpResponse<byte[]> kept =
          bytes(request("/blobs/" + blob.digest()).header("Accept-Encoding", "zstd"));
      assertTrue(kept.body().length < blob.bytes().length / 4, () -> kept.body().length + " bytes");
    }
  }

  @Test
  @DisplayName("R44 a gzip that holds too much, is none, or is cut off is refused")
  void refusesWildGzip() throws Exception {
    byte[] one = storedPack(List.of(Blob.of(new byte[1024 * 1024])));
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      for (int i = 0; i < 97; i++) { // tests allow bodies of 96 MB
        gzip.write(one);
      }
    }
    byte[] sound = gzip(pack(List.of(Blob.ofUtf8("whole"))));

    assertTrue(bomb.size() < 1024 * 1024);
    assertError(413, "too-large", sendGzip(bomb.toByteArray()));
    assertError(400, "malformed", sendGzip(pack(List.of(Blob.ofUtf8("no gzip")))));
    assertError(400, "malformed", sendGzip(java.util.Arrays.copyOf(sound, sound.length - 9)));
    assertError(400, "malformed", sendGzip(new byte[0]));
  }

  @Test
  void saysWhichCodingsItTakes() throws Exception {
    HttpResponse<String> response =
        send(
            request("/blobs")
                .header("Content-Type", BlobPack.MEDIA_TYPE)
                .header("Content-Encoding", "br")
                .POST(BodyPublishers.ofByteArray(new byte[0])));

    assertError(415, "unsupported-media-type", response);
    assertEquals("gzip", header(response, "accept-encoding"));
  }

  private HttpResponse<String> sendGzip(byte[] body) throws Exception {
    return send(
        request("/blobs")
            .header("Content-Type", BlobPack.MEDIA_TYPE)
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] storedPack(List<Blob> blobs) throws IOException {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    for (Blob blob : blobs) {
      BlobPack.write(pack, new Frame(blob.digest(), RawFrames.of(blob.bytes())));
    }
    return pack.toByteArray();
  }

  @Test
  void answersEvenWhenTheRefusedUploadIsLong() throws Exception {
    List<Blob> blobs = IntStream.range(200, 220).mapToObj(i -> random(i, 2_000_000)).toList();
    byte[] pack = pack(blobs);
    pack[100] ^= 1;

    assertError(422, "digest-mismatch", post("/blobs", BlobPack.MEDIA_TYPE, pack));
  }

  @Test
  void refusesWhatIsNoPack() throws Exception {
    byte[] pack = pack(List.of(Blob.ofUtf8("cut short")));

    assertError(
        400,
        "malformed",
        post("/blobs", BlobPack.MEDIA_TYPE, java.util.Arrays.copyOf(pack, pack.length - 1)));
    assertError(400, "malformed", post("/blobs", BlobPack.MEDIA_TYPE, new byte[] {1, 2, 3}));
    assertError(415, "unsupported-media-type", post("/blobs", "text/plain", pack));
  }

  @Test
  @DisplayName("R44 frames and blobs above the cap are refused before they fill the memory")
  void refusesOversize() throws Exception {
    // A frame of a few KB whose content is above the cap
    byte[] bomb = Zstd.compress(new byte[ArtifactStore.MAX_BLOB_BYTES + 1], 3);
    Digest digest = Digest.ofUtf8("bomb");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    BlobPack.write(packed, new Frame(digest, bomb));
    assertError(413, "too-large", post("/blobs", BlobPack.MEDIA_TYPE, packed.toByteArray()));
    assertError(
        413,
        "too-large",
        put(digest, BodyPublishers.ofByteArray(bomb), "Content-Encoding", "zstd"));

    // A frame that claims to be longer than any may be
    byte[] claim = new byte[36];
    claim[32] = 0x7f;
    assertError(413, "too-large", post("/blobs", BlobPack.MEDIA_TYPE, claim));

    byte[] large = new byte[ArtifactStore.MAX_BLOB_BYTES + 1];
    assertError(413, "too-large", put(Digest.of(large), BodyPublishers.ofByteArray(large)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"digests\":null}",
        "{\"digests\":[null]}",
        "{\"digests\":[\"../../etc\"]}",
        "{\"digests\":[{}]}",
        "{\"digests\":\"x\"}"
      })
  void refusesListsThatAreNone(String json) throws Exception {
    byte[] body = json.getBytes(UTF_8);
    assertError(400, "malformed", post("/blobs/missing", "application/json", body));
    assertError(400, "malformed", post("/blobs/read", "application/json", body));
  }

  @Test
  void refusesEndlessLists() throws Exception {
    String digest = '"' + Digest.ofUtf8("again").hex() + '"';
    String json =
        IntStream.rangeClosed(0, 100_000)
            .mapToObj(i -> digest)
            .collect(Collectors.joining(",", "{\"digests\":[", "]}"));

    assertError(413, "too-large", post("/blobs/missing", "application/json", json.getBytes(UTF_8)));
  }
}
