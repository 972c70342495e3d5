package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.BuildEvents;
import io.scriptfarm.harness.BuildEvents.Event;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.SharedFarm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody sends who does not use our client.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R44 a bad request is refused with a reason:")
class BadRequestsTest {
  private static final String NOBODY =
      "0000000000000000000000000000000000000000000000000000000000000000";

  private final FarmProcess farm;

  BadRequestsTest(FarmProcess farm) {
    this.farm = farm;
  }

  @AfterEach
  void everythingIsAlive() {
    for (String service : new String[] {"cache-service", "gateway", "worker-1", "worker-2"}) {
      assertTrue(farm.isAlive(service), farm::logs);
    }
  }

  private static HttpResponse<String> post(URI uri, String type, byte[] body) {
    return FarmProcess.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static HttpResponse<String> postJson(URI uri, String json) {
    return post(uri, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response::body);
    JsonNode problem = Json.read(response.body(), JsonNode.class);
    assertFalse(problem.path("error").asText().isEmpty(), response::body);
    assertTrue(problem.path("message").asText().length() > 10, response::body);
    assertFalse(response.body().contains("Exception"), response::body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "42",
        "{}",
        "{\"snapshot\": \"abc\", \"config\": \"tsconfig.json\"}",
        "{\"snapshot\": null, \"config\": null}",
        "{\"snapshot\": [\"a\"]}",
        "{\"snapshot\": 7, \"config\": {}}",
        "{\"snapshot\": \"" + NOBODY + "\", \"config\": \"../../etc/passwd\"}",
        "{\"snapshot\": \"" + NOBODY + "\", \"config\": \"/etc/passwd\"}",
        "{\"snapshot\": \"" + NOBODY + "\", \"config\": \"\"}",
        "{\"snapshot\": \"" + NOBODY + "\", \"config\": \"a.json\", \"lane\": \"fast\"}",
        "{\"snapshot\": \"" + NOBODY + "\", \"config\": \"a.json\", \"saved\": [null]}",
        "{\"snapshot\": \"" + NOBODY + "\", \"config\": \"a.json\"} {}",
      })
  @DisplayName("a build that is none")
  void aBuildThatIsNone(String body) {
    assertRefused(400, postJson(farm.gateway().resolve("/api/builds"), body));
  }

  @Test
  @DisplayName("a build request of a megabyte")
  void aBuildRequestOfAMegabyte() {
    byte[] body = new byte[1024 * 1024];
    Arrays.fill(body, (byte) ' ');
    assertEquals(
        413, post(farm.gateway().resolve("/api/builds"), "application/json", body).statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "/blobs/missing, {",
    "/blobs/missing, null",
    "/blobs/missing, '{\"digests\": 1}'",
    "/blobs/missing, '{\"digests\": [\"xyz\"]}'",
    "/blobs/read, {",
    "/blobs/read, '{\"digests\": [null]}'",
    "/blobs/read, '{\"digests\": []} x'",
    "/blobs/read, '[[[[[[[['",
  })
  @DisplayName("a question to the cache that is none")
  void aQuestionThatIsNone(String path, String body) {
    assertRefused(400, postJson(farm.cache().resolve(path), body));
  }

  @Test
  @DisplayName("a build, an event stream, a blob, a route that do not exist")
  void whatDoesNotExist() {
    assertRefused(
        404,
        FarmProcess.send(
            HttpRequest.newBuilder(farm.gateway().resolve("/api/builds/no-such/events"))
                .header("Accept", "text/event-stream")));
    assertRefused(
        404, FarmProcess.send(HttpRequest.newBuilder(farm.cache().resolve("/blobs/" + NOBODY))));
    assertRefused(
        400, FarmProcess.send(HttpRequest.newBuilder(farm.cache().resolve("/blobs/..%2Fetc"))));
    assertRefused(
        404, FarmProcess.send(HttpRequest.newBuilder(farm.gateway().resolve("/api/nothing"))));
    assertRefused(
        405, FarmProcess.send(HttpRequest.newBuilder(farm.gateway().resolve("/api/builds"))));
  }

  @Test
  @DisplayName("a snapshot that is not there: the build says what is missing")
  void aSnapshotThatIsNotThere() {
    Event end = conclude(NOBODY, "tsconfig.json");
    assertEquals("content-missing", end.data().path("conclusion").path("type").asText());
    assertEquals(NOBODY, end.data().path("conclusion").path("missing").path(0).asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"files\": {\"../../etc/passwd.ts\": [\"" + NOBODY + "\", 1]}}",
        "{\"files\": {\"/etc/passwd.ts\": [\"" + NOBODY + "\", 1]}}",
        "{\"files\": {\"a/../../b.ts\": [\"" + NOBODY + "\", 1]}}",
        "{\"files\": {\"a\\\\b.ts\": [\"" + NOBODY + "\", 1]}}",
        "{\"files\": {\"a\\u0000.ts\": [\"" + NOBODY + "\", 1]}}",
        "{\"files\": {\"a.ts\": [\"nonsense\", 1]}}",
        "{\"files\": {\"a.ts\": 3}}",
        "{\"files\": [1, 2, 3]}",
        "[]",
        "not JSON",
        "",
      })
  @DisplayName("a snapshot with names that lead out of it, or that is none")
  void aSnapshotThatIsNone(String snapshot) {
    Event end = conclude(upload(Blob.ofUtf8(snapshot)), "tsconfig.json");
    JsonNode conclusion = end.data().path("conclusion");
    assertEquals("aborted", conclusion.path("type").asText(), conclusion::toString);
    assertEquals("USER", conclusion.path("blame").asText(), conclusion::toString);
  }

  @Test
  @DisplayName("links that lead out of the snapshot or around in it, found by no module")
  void linksThatLeadOut() {
    Blob config = Blob.ofUtf8("{\"compilerOptions\": {\"types\": [], \"lib\": [\"ESNext\"]}}");
    Blob script = Blob.ofUtf8("import './out/passwd'; import './loop/loop/x'; import './r';\n");
    upload(config);
    upload(script);
    String snapshot =
        "{\"files\": {\"tsconfig.json\": [\"%s\", %d], \"a.ts\": [\"%s\", %d]},"
                .formatted(
                    config.digest().hex(), config.size(), script.digest().hex(), script.size())
            + " \"links\": {\"out\": \"../../../../../../../../../../etc\", \"loop\": \".\","
            + " \"r.ts\": \"r.ts\", \"p.ts\": \"q.ts\", \"q.ts\": \"p.ts\", \"abs\": \"/etc\"}}";
    Event end = conclude(upload(Blob.ofUtf8(snapshot)), "tsconfig.json");
    JsonNode conclusion = end.data().path("conclusion");
    assertFalse(conclusion.toString().contains("root:"), conclusion::toString);
    if (conclusion.path("type").asText().equals("delivered")) {
      assertEquals(6, conclusion.path("diagnostics").size(), conclusion::toString);
    } else {
      assertEquals("USER", conclusion.path("blame").asText(), conclusion::toString);
    }
  }

  @Test
  @DisplayName("a configuration that the snapshot does not have")
  void aConfigurationThatIsNotThere() {
    Event end = conclude(upload(Blob.ofUtf8("{\"files\": {}}")), "tsconfig.json");
    assertEquals("USER", end.data().path("conclusion").path("blame").asText());
    assertTrue(end.data().toString().contains("tsconfig.json"));
  }

  private Event conclude(String snapshot, String config) {
    HttpResponse<String> submitted =
        postJson(
            farm.gateway().resolve("/api/builds"),
            Json.write(Map.of("snapshot", snapshot, "config", config)));
    assertEquals(201, submitted.statusCode(), submitted::body);
    String id = Json.read(submitted.body(), JsonNode.class).path("id").asText();
    return BuildEvents.all(farm.gateway(), id).getLast();
  }

  private String upload(Blob blob) {
    HttpResponse<String> response =
        FarmProcess.send(
            HttpRequest.newBuilder(farm.cache().resolve("/blobs/" + blob.digest().hex()))
                .PUT(BodyPublishers.ofByteArray(blob.bytes())));
    assertEquals(2, response.statusCode() / 100, response::body);
    return blob.digest().hex();
  }

  private static byte[] pack(BlobPack.Frame... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      for (BlobPack.Frame frame : frames) {
        BlobPack.write(out, frame);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private HttpResponse<String> postPack(byte[] body) {
    return post(farm.cache().resolve("/blobs"), BlobPack.MEDIA_TYPE, body);
  }

  @Test
  @DisplayName("a blob pack that is cut off, is garbage, lies about its digests or its sizes")
  void badBlobPacks() {
    Blob blob = Blob.ofUtf8("-- a blob that is long enough to be worth the trouble\n".repeat(50));
    Blob other = Blob.ofUtf8("-- another\n");
    byte[] zstd = Zstd.compress(blob.bytes());
    byte[] whole = pack(new BlobPack.Frame(blob.digest(), zstd));
    for (int length : new int[] {1, 31, 32, 34, 36, 40, whole.length - 1}) {
      assertRefused(400, postPack(Arrays.copyOf(whole, length)));
    }
    byte[] garbage = new byte[500];
    new java.util.Random(3).nextBytes(garbage);
    HttpResponse<String> refused = postPack(garbage);
    assertTrue(
        refused.statusCode() == 400 || refused.statusCode() == 413 || refused.statusCode() == 422,
        refused::body);
    assertRefused(422, postPack(pack(new BlobPack.Frame(other.digest(), zstd))));
    HttpResponse<String> noFrame = postPack(pack(new BlobPack.Frame(blob.digest(), garbage)));
    assertEquals(4, noFrame.statusCode() / 100, noFrame::body);
    byte[] flipped = zstd.clone();
    flipped[flipped.length / 2] ^= 1;
    HttpResponse<String> damaged = postPack(pack(new BlobPack.Frame(blob.digest(), flipped)));
    assertEquals(4, damaged.statusCode() / 100, damaged::body);
    assertEquals(200, postPack(whole).statusCode());
    assertEquals(200, postPack(new byte[0]).statusCode());
  }

  @Test
  @DisplayName("a zstd frame that unpacks to more than a blob may have, whatever its header says")
  void zstdBombs() {
    byte[] bomb = Zstd.compress(new byte[512 * 1024 * 1024], 1);
    assertTrue(bomb.length < 100_000, "a bomb is small: " + bomb.length);
    Blob blob = Blob.ofUtf8("x");
    assertRefused(413, postPack(pack(new BlobPack.Frame(blob.digest(), bomb))));
    // The same without a size in the header, as a stream would be packed.
    ByteArrayOutputStream unsized = new ByteArrayOutputStream();
    try (com.github.luben.zstd.ZstdOutputStream out =
        new com.github.luben.zstd.ZstdOutputStream(unsized)) {
      byte[] zeros = new byte[1024 * 1024];
      for (int i = 0; i < 512; i++) {
        out.write(zeros);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    HttpResponse<String> refused =
        postPack(pack(new BlobPack.Frame(blob.digest(), unsized.toByteArray())));
    assertEquals(4, refused.statusCode() / 100, refused::body);
  }
}
