package io.scriptfarm.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import io.quarkus.test.common.http.TestHTTPResource;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The service over real HTTP, on a real Redis: what its tests share.
abstract class CacheServiceCase {
  @TestHTTPResource("/")
  URI root;

  @LocalRedisResource.Running LocalRedis redis;

  @Inject RedisStore store;

  HttpClient http;

  @BeforeEach
  void open() {
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void close() {
    http.shutdownNow();
  }

  Set<Digest> missing(Set<Digest> digests) throws Exception {
    var response =
        post(
            "/blobs/missing",
            "application/json",
            Json.write(new Digests.Request(List.copyOf(digests))).getBytes(UTF_8));
    assertEquals(200, response.statusCode(), response.body());
    return Json.read(response.body(), BlobsResource.Missing.class).missing();
  }

  List<Blob> download(java.util.Collection<Digest> digests) throws Exception {
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

  HttpRequest.Builder jsonPost(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json));
  }

  HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> put(Digest digest, BodyPublisher body, String... headers) throws Exception {
    HttpRequest.Builder request = request("/blobs/" + digest).PUT(body);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + root.getAuthority() + path))
        .timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  int status(String path) {
    try {
      return send(request(path)).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    assertEquals(200, response.statusCode(), response.body());
    return Json.mapper().readTree(response.body());
  }

  static void assertError(int status, String code, HttpResponse<String> response)
      throws IOException {
    assertEquals(status, response.statusCode(), response.body());
    JsonNode body = Json.mapper().readTree(response.body());
    assertEquals(code, body.path("error").asText(), response.body());
    assertFalse(body.path("message").asText().isBlank());
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("(none)");
  }

  static byte[] pack(List<Blob> blobs) throws IOException {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    for (Blob blob : blobs) {
      BlobPack.write(pack, new Frame(blob.digest(), Zstd.compress(blob.bytes(), 1)));
    }
    return pack.toByteArray();
  }

  static Set<Digest> digests(List<Blob> blobs) {
    Set<Digest> digests = new HashSet<>();
    blobs.forEach(blob -> digests.add(blob.digest()));
    return digests;
  }

  static Blob random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Blob.of(bytes);
  }
}
