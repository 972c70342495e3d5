package io.scriptfarm.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.testkit.AccessWalk;
import io.scriptfarm.testkit.AccessWalk.Operation;
import io.scriptfarm.testkit.LocalRedisResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Who may do what at the cache-service, at its port, however the path is spelled.
@QuarkusTest
@TestProfile(PermissionsTest.WithCredentials.class)
@QuarkusTestResource(LocalRedisResource.class)
@DisplayName("R44 permissions of the cache-service")
class PermissionsTest {
  private static final String BUILDERS = "admin ci editor";
  private static final String READERS = "admin ci editor game-server";
  private static final List<Operation> OPERATIONS =
      List.of(
          Operation.of("POST /blobs", BUILDERS),
          Operation.of("POST /blobs/missing", BUILDERS),
          Operation.of("POST /blobs/read", READERS),
          Operation.of("GET /blobs/{digest}", READERS),
          Operation.of("HEAD /blobs/{digest}", READERS),
          Operation.of("PUT /blobs/{digest}", BUILDERS),
          Operation.of("GET /api/cache/stats", BUILDERS),
          Operation.of("POST /api/cache/clean", "admin"));

  @TestHTTPResource("/")
  URI root;

  @Inject RedisStore store;

  /// A cache-service that asks for tokens.
  public static class WithCredentials implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "farm.access.file", AccessWalk.file().toString(), "quarkus.http.test-port", "0");
    }
  }

  private AccessWalk walk() {
    Blob blob = Blob.ofUtf8("something that there is, so that HEAD tells it from what is refused");
    store.artifacts().write(List.of(blob));
    return new AccessWalk(root, Map.of("{digest}", blob.digest().hex()));
  }

  @Test
  void everyOperationIsOnTheList() {
    Set<String> listed =
        OPERATIONS.stream()
            .map(operation -> operation.method() + " " + operation.path())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(String.join("\n", listed), String.join("\n", walk().described()));
  }

  @Test
  void eachRoleMayDoWhatItMayAndNothingElse() {
    assertEquals(List.of(), walk().walk(OPERATIONS));
  }

  @Test
  void aServerReportsInItsWorkspacesAlone() {
    for (String caller : List.of("game-server-of-arena", "game-client")) {
      assertEquals(
          404, walk().status("PUT", "/workspaces/elsewhere/servers/mine/1", caller), caller);
    }
  }

  @Test
  void probesNeedNoToken() {
    assertEquals(200, walk().status("GET", "/q/health/ready", "nobody"));
    assertEquals(401, walk().status("GET", "/q/health/../metrics", "nobody"));
  }

  @Test
  void aGameLearnsNotWhichMethodsARouteTakes() {
    for (String method : List.of("OPTIONS", "PATCH", "DELETE")) {
      assertEquals(404, walk().status(method, "/api/cache/stats", "game-client"), method);
    }
  }
}
