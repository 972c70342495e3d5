package io.scriptfarm.gateway.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.testkit.FarmTestResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(PermissionsTest.WithCredentials.class)
@QuarkusTestResource(FarmTestResource.class)
@DisplayName("R43 the gateway shows what is in quarantine")
class QuarantineTest {
  @TestHTTPResource("/api/quarantine")
  URI quarantine;

  @Inject RedisStore store;

  private final CompileKey key = CompileKey.of("test", "poison");

  private HttpResponse<String> send(String method, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(quarantine + path))
              .header("Authorization", "Bearer editor")
              .method(method, BodyPublishers.noBody())
              .build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  @DisplayName("and lets it be tried again, with all its attempts")
  void listsAndRetries() throws Exception {
    Poison poison =
        new Poison(
            key,
            "transpile a.ts",
            Digest.ofUtf8("toolchain"),
            new ProjectPath("tsconfig.json"),
            "3 workers died at it",
            Instant.now().truncatedTo(ChronoUnit.MILLIS));
    store.quarantine().put(List.of(poison));
    store.attempts().begin(Set.of(key), "the last one");

    assertEquals(
        List.of(poison), Json.read(send("GET", "").body(), new TypeReference<List<Poison>>() {}));
    assertEquals(poison, Json.read(send("POST", "/" + key + "/retry").body(), Poison.class));

    assertEquals("[]", send("GET", "?most=1000").body());
    assertEquals(Map.of(key, 1), store.attempts().begin(Set.of(key), "a new one"));
  }

  @Test
  void saysWhatItDoesNotTake() throws Exception {
    for (String most : List.of("0", "-1", "1001")) {
      assertEquals(400, send("GET", "?most=" + most).statusCode(), most);
    }
    assertEquals(400, send("POST", "/xyz/retry").statusCode());
    HttpResponse<String> unknown = send("POST", "/" + CompileKey.of("another") + "/retry");
    assertEquals(404, unknown.statusCode());
    assertTrue(unknown.body().contains("nothing in quarantine has the key"), unknown.body());
  }
}
