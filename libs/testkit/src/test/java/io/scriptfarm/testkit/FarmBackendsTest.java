package io.scriptfarm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.testkit.FarmBackends.Namespace;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FarmExtension.class)
class FarmBackendsTest {
  @Test
  @DisplayName("R42 a test gets a broker that answers")
  void brokerAnswers(Namespace namespace) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", namespace.kafkaBootstrapServers()))) {
      assertEquals(1, admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).size());
    }
  }

  @Test
  @DisplayName("R42 test classes do not see each other's topics and keys")
  void namespacesAreApart(Namespace first) {
    Namespace second = FarmBackends.get().namespace();
    assertNotEquals(first.kafkaPrefix(), second.kafkaPrefix());
    assertNotEquals(first.redisUri(), second.redisUri());
    assertEquals(first.kafkaBootstrapServers(), second.kafkaBootstrapServers());
  }

  @Test
  void awaitSaysWhatItWaitedFor() {
    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () -> Await.until(Duration.ofMillis(20), "pigs fly", () -> false));
    assertTrue(failure.getMessage().contains("pigs fly"));
  }
}
