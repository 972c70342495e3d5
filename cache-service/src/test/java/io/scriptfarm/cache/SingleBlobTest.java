package io.scriptfarm.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.testkit.LocalRedisResource;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One blob by its digest.
@QuarkusTest
@QuarkusTestResource(LocalRedisResource.class)
class SingleBlobTest extends CacheServiceCase {
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
}
