package io.scriptfarm.orchestration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Has the running builds of a gateway tell what they wait for, when nothing can happen to any of
/// them. Safe for concurrent use.
public final class ObstacleWatch implements AutoCloseable {
  // Soon enough for somebody who looks at a build, and a few questions to Redis each time.
  private static final Duration EVERY = Duration.ofMillis(500);

  private final Builds builds;
  private final Obstacles obstacles;
  private final ScheduledExecutorService timer;

  private ObstacleWatch(Builds builds, Obstacles obstacles) {
    this.builds = builds;
    this.obstacles = obstacles;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("obstacles").factory());
  }

  /// Begins to look, until it is closed.
  public static ObstacleWatch start(Builds builds, Obstacles obstacles) {
    ObstacleWatch watch = new ObstacleWatch(builds, obstacles);
    watch.timer.scheduleWithFixedDelay(
        watch::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    List<Build> running =
        builds.list().stream().filter(build -> build.progress().took().isEmpty()).toList();
    if (!running.isEmpty()) {
      Optional<Obstacle> first = obstacles.now().stream().findFirst();
      running.forEach(build -> build.reporter().meets(first));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
