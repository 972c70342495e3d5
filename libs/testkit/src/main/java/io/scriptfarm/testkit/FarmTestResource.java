package io.scriptfarm.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.scriptfarm.testkit.FarmBackends.Namespace;
import java.util.Map;

/// Points a Quarkus application under test at the backends:
/// `@QuarkusTestResource(FarmTestResource.class)`. Needs `quarkus-junit` on the class path, which
/// the services' tests have.
public final class FarmTestResource implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    Namespace namespace = FarmBackends.get().namespace();
    return Map.of(
        "farm.kafka.bootstrap-servers", namespace.kafkaBootstrapServers(),
        "farm.kafka.prefix", namespace.kafkaPrefix(),
        "farm.redis.uri", namespace.redisUri(),
        "quarkus.log.category.\"kafka\".level", "WARN",
        "quarkus.log.category.\"org.apache.kafka\".level", "WARN");
  }

  @Override
  public void stop() {
    // the backends end with the JVM
  }
}
