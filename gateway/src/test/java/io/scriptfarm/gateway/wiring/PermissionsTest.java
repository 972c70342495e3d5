package io.scriptfarm.gateway.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.scriptfarm.testkit.AccessWalk;
import io.scriptfarm.testkit.AccessWalk.Operation;
import io.scriptfarm.testkit.FarmTestResource;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Who may do what at the gateway, at its port, however the path is spelled.
@QuarkusTest
@TestProfile(PermissionsTest.WithCredentials.class)
@QuarkusTestResource(FarmTestResource.class)
@DisplayName("R44 permissions of the gateway")
class PermissionsTest {
  private static final String BUILDERS = "admin ci editor";
  private static final String READERS = "admin ci editor game-server";
  private static final List<Operation> OPERATIONS =
      List.of(
          Operation.of("GET /api/farm", BUILDERS),
          Operation.of("POST /api/builds", BUILDERS),
          Operation.of("DELETE /api/builds/{id}", BUILDERS),
          Operation.of("GET /api/builds/{id}/events", BUILDERS),
          Operation.of("POST /api/parity", BUILDERS),
          Operation.of("POST /api/plugins", BUILDERS),
          Operation.of("GET /api/status", BUILDERS),
          Operation.of("GET /api/work", BUILDERS),
          Operation.of("GET /api/quarantine", BUILDERS),
          Operation.of("POST /api/quarantine/{key}/retry", BUILDERS),
          Operation.of("POST /api/traceback", READERS),
          Operation.of("GET /api/workspaces", READERS),
          Operation.of("GET /api/workspaces/{workspace}/generations", READERS),
          Operation.of("GET /api/workspaces/{workspace}/generations/{generation}", READERS),
          Operation.of("GET /api/workspaces/{workspace}/generations/{generation}/signed", READERS),
          Operation.of("GET /api/workspaces/{workspace}/diff", READERS),
          Operation.of("POST /api/workspaces/{workspace}/rollback/{generation}", BUILDERS),
          Operation.of("PUT /api/workspaces/{workspace}/tags/{tag}/{generation}", BUILDERS),
          Operation.of("DELETE /api/workspaces/{workspace}/tags/{tag}", BUILDERS),
          Operation.of("GET /api/servers", READERS),
          Operation.of("GET /api/keys", READERS + " game-server-of-arena"),
          Operation.of("POST /api/keys/rotate", "admin"));

  /// What Quarkus serves, and no resource: probes are open to everybody.
  private static final List<Operation> OF_QUARKUS =
      List.of(Operation.of("GET /q/metrics", BUILDERS), Operation.of("GET /q/openapi", BUILDERS));

  @TestHTTPResource("/")
  URI root;

  /// A gateway that asks for tokens.
  public static class WithCredentials implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "farm.access.file", AccessWalk.file().toString(),
          "farm.gateway.keys", AccessWalk.file().resolveSibling("keys").toString(),
          "quarkus.http.test-port", "0");
    }
  }

  private AccessWalk walk() {
    return new AccessWalk(root, Map.of("{workspace}", "arena", "{tag}", "one"));
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
  void metersAndTheDescriptionAreForThoseWhoObserve() {
    assertEquals(List.of(), walk().walk(OF_QUARKUS));
  }

  @Test
  void probesNeedNoToken() {
    assertEquals(200, walk().status("GET", "/q/health/ready", "nobody"));
    assertEquals(401, walk().status("GET", "/q/health/../metrics", "nobody"));
  }

  @Test
  void aGameLearnsNotWhichMethodsARouteTakes() {
    for (String method : List.of("OPTIONS", "PATCH", "DELETE")) {
      assertEquals(404, walk().status(method, "/api/status", "game-client"), method);
    }
  }
}
