package io.scriptfarm.gateway.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.testkit.AccessWalk;
import io.scriptfarm.testkit.FarmTestResource;
import io.scriptfarm.testkit.WildRequests;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(PermissionsTest.WithCredentials.class)
@QuarkusTestResource(FarmTestResource.class)
@DisplayName("R44 the gateway")
class WildRequestsTest {
  private static final long SEED = Long.getLong("scriptfarm.test.seed", 1);

  @TestHTTPResource("/")
  URI root;

  @Inject RedisStore store;

  @Test
  @DisplayName("answers 500 requests with something wrong in a way that clients understand")
  void answersWhateverIsSent() {
    System.out.println("seed " + SEED);
    // It would wait for a worker.
    WildRequests requests = new WildRequests(root, "admin", SEED, Set.of("/api/parity"));

    long outcomes = store.statistics().outcomes();
    assertEquals(List.of(), requests.send(500));

    AccessWalk walk = new AccessWalk(root, Map.of());
    assertEquals(200, walk.status("GET", "/q/health/ready", "nobody"));
    assertEquals(200, walk.status("GET", "/api/status", "admin"));
    assertEquals(outcomes, store.statistics().outcomes(), "no client writes an outcome");
  }
}
