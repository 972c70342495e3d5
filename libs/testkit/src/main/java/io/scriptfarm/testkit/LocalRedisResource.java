package io.scriptfarm.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Points a Quarkus application under test at a {@link LocalRedis} that the test may stop and
/// start: `@QuarkusTestResource(LocalRedisResource.class)`. Needs `quarkus-junit` on the class
/// path, which the services' tests have.
public final class LocalRedisResource implements QuarkusTestResourceLifecycleManager {
  private @Nullable LocalRedis redis;

  /// Marks the field of a test that gets the {@link LocalRedis}.
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Running {}

  @Override
  public Map<String, String> start() {
    LocalRedis started = LocalRedis.start();
    redis = started;
    return Map.of("farm.redis.uri", started.uri(), "farm.redis.command-timeout", "1s");
  }

  @Override
  public void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(
        redis, new TestInjector.AnnotatedAndMatchesType(Running.class, LocalRedis.class));
  }
}
