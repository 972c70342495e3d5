package io.scriptfarm.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.LocalRedisResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A Redis that goes away and comes back.
@QuarkusTest
@QuarkusTestResource(LocalRedisResource.class)
class StoreOutageTest extends CacheServiceCase {
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
    Await.until(Duration.ofSeconds(10), "ready again", () -> status("/q/health/ready") == 200);
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
    Await.until(Duration.ofSeconds(10), "ready again", () -> status("/q/health/ready") == 200);
  }
}
