package io.scriptfarm.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PlanJob.Planned;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.BlobPack.Frame;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.testkit.LocalRedis;
import io.scriptfarm.testkit.LocalRedisResource;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The service over real HTTP, on a real Redis.
@QuarkusTest
@QuarkusTestResource(LocalRedisResource.class)
class CacheServiceTest {
  @TestHTTPResource("/")
  URI root;

  @LocalRedisResource.Running LocalRedis redis;

  @Inject RedisStore store;

  private HttpClient http;

  @BeforeEach
  void open() {
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void close() {
    http.shutdownNow();
  }

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

  @Test
  @DisplayName("R44 a body above the limit of the service is refused")
  void refusesOversizeBody() throws Exception {
    byte[] chunk = new byte[1024 * 1024];
    BodyPublisher endless =
        BodyPublishers.ofInputStream(
            () ->
                new InputStream() {
                  private long left = 100L * 1024 * 1024;

                  @Override
                  public int read() {
                    return left-- > 0 ? 1 : -1;
                  }

                  @Override
                  public int read(byte[] bytes, int offset, int length) {
                    if (left <= 0) {
                      return -1;
                    }
                    int n = (int) Math.min(Math.min(left, length), chunk.length);
                    left -= n;
                    return n;
                  }
                });
    assertEquals(
        413, send(request("/blobs/" + Digest.ofUtf8("endless")).PUT(endless)).statusCode());
  }

  @Test
  void downloadsBlobPackedOrUnpacked() throws Exception {
    Blob blob = Blob.ofUtf8("return '" + "lua ".repeat(1_000) + "'");
    store.artifacts().write(List.of(blob));
    String path = "/blobs/" + blob.digest();

    var plain = bytes(request(path));
    assertEquals(200, plain.statusCode());
    assertArrayEquals(blob.bytes(), plain.body());
    assertEquals("" + blob.size(), header(plain, "content-length"));
    assertFalse(plain.headers().firstValue("content-encoding").isPresent());

    var packed = bytes(request(path).header("Accept-Encoding", "gzip, zstd;q=0.9"));
    assertEquals("zstd", header(packed, "content-encoding"));
    assertArrayEquals(blob.bytes(), Zstd.decompress(packed.body(), blob.size()));
    assertTrue(packed.body().length < blob.size());

    for (HttpResponse<?> response : List.of(plain, packed)) {
      assertEquals('"' + blob.digest().hex() + '"', header(response, "etag"));
      assertEquals("public, max-age=31536000, immutable", header(response, "cache-control"));
      assertEquals("accept-encoding", header(response, "vary").toLowerCase(Locale.ROOT));
    }

    var head = send(request(path).HEAD());
    assertEquals(200, head.statusCode());
    assertEquals("" + blob.size(), header(head, "content-length"));
    assertEquals('"' + blob.digest().hex() + '"', header(head, "etag"));
  }

  @Test
  void sparesClientsWhatTheyHave() throws Exception {
    Blob blob = Blob.ofUtf8("had");
    store.artifacts().write(List.of(blob));
    String path = "/blobs/" + blob.digest();

    for (String have :
        List.of(
            '"' + blob.digest().hex() + '"', "\"other\", W/\"" + blob.digest().hex() + '"', "*")) {
      var response = send(request(path).header("If-None-Match", have));
      assertEquals(304, response.statusCode(), have);
      assertEquals("", response.body());
      assertEquals('"' + blob.digest().hex() + '"', header(response, "etag"));
    }
    assertEquals(200, send(request(path).header("If-None-Match", "\"other\"")).statusCode());
  }

  @Test
  void uploadsBlobPackedOrNot() throws Exception {
    Blob plain = random(300, 2_000_000);
    Blob packed = random(301, 2_000_000);
    byte[] frame = Zstd.compress(packed.bytes(), 3);

    assertEquals(201, put(plain.digest(), BodyPublishers.ofByteArray(plain.bytes())).statusCode());
    assertEquals(200, put(plain.digest(), BodyPublishers.ofByteArray(plain.bytes())).statusCode());
    assertEquals(
        201,
        put(packed.digest(), BodyPublishers.ofByteArray(frame), "Content-Encoding", "zstd")
            .statusCode());

    assertEquals(Set.of(plain, packed), Set.copyOf(download(digests(List.of(plain, packed)))));
    var empty = put(Blob.of(new byte[0]).digest(), BodyPublishers.noBody());
    assertEquals(201, empty.statusCode(), empty.body());
  }

  @Test
  @DisplayName("R22 a blob that does not match its digest is refused")
  void refusesMismatch() throws Exception {
    Digest digest = Digest.ofUtf8("what was promised");
    byte[] frame = Zstd.compress("something else".getBytes(UTF_8), 3);

    assertError(422, "digest-mismatch", put(digest, BodyPublishers.ofString("something else")));
    assertError(
        422,
        "digest-mismatch",
        put(digest, BodyPublishers.ofByteArray(frame), "Content-Encoding", "zstd"));
    assertError(
        422,
        "digest-mismatch",
        put(digest, BodyPublishers.ofString("no frame"), "Content-Encoding", "zstd"));
    assertError(
        400, "malformed", put(digest, BodyPublishers.ofByteArray(frame), "Content-Encoding", "br"));
    assertError(404, "no-such-blob", send(request("/blobs/" + digest)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/blobs/abc",
        "/blobs/..%2f..%2fetc%2fpasswd",
        "/blobs/%2e%2e%2f%2e%2e%2fetc",
        "/blobs/b:486d9affb60dbb0063b03d8e23a6ccf6364ce203dc3a9f56f20e750eb41ecade",
        "/blobs/486D9AFFB60DBB0063B03D8E23A6CCF6364CE203DC3A9F56F20E750EB41ECADE",
        "/blobs/486d9affb60dbb0063b03d8e23a6ccf6364ce203dc3a9f56f20e750eb41ecad*",
        "/blobs/486d9affb60dbb0063b03d8e23a6ccf6364ce203dc3a9f56f20e750eb41ecade%00",
        "/blobs/486d9affb60dbb0063b03d8e23a6ccf6364ce203dc3a9f56f20e750eb41ecade%0d%0aX:y"
      })
  @DisplayName("R44 a path that names no digest is refused")
  void refusesWhatIsNoDigest(String path) throws Exception {
    assertError(400, "malformed", send(request(path)));
    assertError(400, "malformed", send(request(path).PUT(BodyPublishers.ofString("x"))));
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

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing/here", "/api/cache", "/blobs/../secret", "/q/nothing"})
  void saysThatRoutesDoNotExist(String path) throws Exception {
    assertEquals(404, send(request(path)).statusCode());
  }

  @Test
  void saysWhatARouteDoesNotTake() throws Exception {
    assertError(404, "no-such-route", send(request("/nothing/here")));
    assertError(405, "method-not-allowed", send(request("/blobs/" + Digest.ofUtf8("x")).DELETE()));
  }

  @Test
  void tellsWhatItHoldsAndCleansUp() throws Exception {
    store.artifacts().write(List.of(Blob.ofUtf8("counted")));
    store
        .outcomes()
        .record(
            Map.of(
                CompileKey.of("test", "lost"),
                new Planned(Digest.ofUtf8("a lost plan"), java.util.Optional.empty())));
    store.counters().add("scripts.compiled", 7);

    JsonNode before = json(send(request("/api/cache/stats")));
    assertTrue(before.path("blobs").asLong() >= 1, before.toString());
    assertTrue(before.path("outcomes").asLong() >= 1, before.toString());
    assertTrue(before.path("blobBytes").asLong() > 0, before.toString());
    assertTrue(before.path("redisUsedBytes").asLong() > 0, before.toString());
    assertTrue(before.path("counters").path("scripts.compiled").asLong() >= 7);

    JsonNode cleanUp = json(post("/api/cache/clean", "application/json", new byte[0]));
    assertTrue(cleanUp.path("finished").asBoolean(), cleanUp.toString());
    assertEquals(1, cleanUp.path("outcomesDropped").asLong(), cleanUp.toString());
    assertTrue(cleanUp.path("took").isIntegralNumber(), "milliseconds: " + cleanUp);
  }

  @Test
  @DisplayName("R45 meters, health and a description of the API are there")
  void describesItself() throws Exception {
    Blob blob = Blob.ofUtf8("metered");
    store.artifacts().write(List.of(blob));
    send(request("/blobs/" + blob.digest()));

    String metrics = send(request("/q/metrics")).body();
    for (String meter :
        List.of(
            "farm_cache_reads_total{result=\"hit\"}",
            "farm_cache_reads_total{result=\"miss\"}",
            "farm_cache_writes_total{result=\"stored\"}",
            "farm_cache_bytes_total{direction=\"in\"}",
            "farm_cache_bytes_total{direction=\"out\"}",
            "farm_cache_corrupt ")) {
      assertTrue(metrics.contains(meter), meter);
    }
    assertEquals(200, send(request("/q/health/ready")).statusCode());
    String api = send(request("/q/openapi?format=json")).body();
    for (String path :
        List.of("/blobs/missing", "/blobs/read", "/blobs/{digest}", "/api/cache/stats")) {
      assertTrue(api.contains('"' + path + '"'), path);
    }
  }

  @Test
  @DisplayName("R43 without Redis: 503 and not ready; with it again: as before")
  void survivesAnOutage() throws Exception {
    Blob blob = Blob.ofUtf8("outage");
    redis.stop();
    try {
      var response = put(blob.digest(), BodyPublishers.ofByteArray(blob.bytes()));
      assertError(503, "store-unavailable", response);
      assertEquals("1", header(response, "retry-after"));
      assertEquals(503, send(request("/q/health/ready")).statusCode());
      assertEquals(200, send(request("/q/health/live")).statusCode());
      assertEquals(200, send(request("/q/metrics")).statusCode());
    } finally {
      redis.startAgain();
    }
    until("ready again", Duration.ofSeconds(10), () -> status("/q/health/ready") == 200);
    assertEquals(201, put(blob.digest(), BodyPublishers.ofByteArray(blob.bytes())).statusCode());
  }

  @Test
  @DisplayName("R22 a download that the store cuts short is not mistaken for a whole one")
  void breaksOffWhenTheStoreGoesAway() throws Exception {
    // More than all the buffers between Redis and the client hold
    List<Blob> blobs = IntStream.range(500, 540).mapToObj(i -> random(i, 2_000_000)).toList();
    store.artifacts().write(blobs);
    var response =
        http.send(
            jsonPost("/blobs/read", Json.write(new Digests.Request(List.copyOf(digests(blobs)))))
                .build(),
            BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      assertEquals(200, response.statusCode());
      body.readNBytes(100_000);
      redis.stop();
      try {
        assertThrows(IOException.class, () -> body.transferTo(OutputStream.nullOutputStream()));
      } finally {
        redis.startAgain();
      }
    }
    until("ready again", Duration.ofSeconds(10), () -> status("/q/health/ready") == 200);
  }

  private Set<Digest> missing(Set<Digest> digests) throws Exception {
    var response =
        post(
            "/blobs/missing",
            "application/json",
            Json.write(new Digests.Request(List.copyOf(digests))).getBytes(UTF_8));
    assertEquals(200, response.statusCode(), response.body());
    return Json.read(response.body(), BlobsResource.Missing.class).missing();
  }

  private List<Blob> download(java.util.Collection<Digest> digests) throws Exception {
    var response =
        http.send(
            jsonPost("/blobs/read", Json.write(new Digests.Request(List.copyOf(digests)))).build(),
            BodyHandlers.ofByteArray());
    assertEquals(200, response.statusCode());
    assertEquals(BlobPack.MEDIA_TYPE, header(response, "content-type"));
    Map<Digest, Blob> blobs = new HashMap<>();
    BlobPack.read(
        new ByteArrayInputStream(response.body()),
        ArtifactStore.MAX_BLOB_BYTES,
        frame -> {
          Blob blob =
              Blob.of(Zstd.decompress(frame.zstd(), (int) Zstd.getFrameContentSize(frame.zstd())));
          assertEquals(frame.digest(), blob.digest());
          blobs.put(frame.digest(), blob);
        });
    return List.copyOf(blobs.values());
  }

  private HttpRequest.Builder jsonPost(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json));
  }

  private HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> put(Digest digest, BodyPublisher body, String... headers)
      throws Exception {
    HttpRequest.Builder request = request("/blobs/" + digest).PUT(body);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + root.getAuthority() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private int status(String path) {
    try {
      return send(request(path)).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    assertEquals(200, response.statusCode(), response.body());
    return Json.mapper().readTree(response.body());
  }

  private static void assertError(int status, String code, HttpResponse<String> response)
      throws IOException {
    assertEquals(status, response.statusCode(), response.body());
    JsonNode body = Json.mapper().readTree(response.body());
    assertEquals(code, body.path("error").asText(), response.body());
    assertFalse(body.path("message").asText().isBlank());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("(none)");
  }

  private static byte[] pack(List<Blob> blobs) throws IOException {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    for (Blob blob : blobs) {
      BlobPack.write(pack, new Frame(blob.digest(), Zstd.compress(blob.bytes(), 1)));
    }
    return pack.toByteArray();
  }

  private static Set<Digest> digests(List<Blob> blobs) {
    Set<Digest> digests = new HashSet<>();
    blobs.forEach(blob -> digests.add(blob.digest()));
    return digests;
  }

  private static Blob random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Blob.of(bytes);
  }

  private static void until(String what, Duration atMost, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not within " + atMost + ": " + what);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
