package io.scriptfarm.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PlanJob.Planned;
import io.scriptfarm.testkit.LocalRedisResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What operators see of the service, and routes that there are not.
@QuarkusTest
@QuarkusTestResource(LocalRedisResource.class)
class UpkeepTest extends CacheServiceCase {
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
            "farm_cache_verified_total",
            "farm_cache_dropped_total",
            "farm_cache_corrupt_total ")) {
      assertTrue(metrics.contains(meter), meter);
    }
    assertEquals(200, send(request("/q/health/ready")).statusCode());
    String api = send(request("/q/openapi?format=json")).body();
    for (String path :
        List.of("/blobs/missing", "/blobs/read", "/blobs/{digest}", "/api/cache/stats")) {
      assertTrue(api.contains('"' + path + '"'), path);
    }
  }
}
