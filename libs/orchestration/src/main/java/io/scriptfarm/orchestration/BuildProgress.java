package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import java.time.Duration;
import java.util.Optional;

/// How far a build is. `scripts` is 0 until the project is planned; `took` is empty while the build
/// runs.
public record BuildProgress(
    int scripts, int compiled, int cached, int failed, Optional<Duration> took) {
  static final BuildProgress START = new BuildProgress(0, 0, 0, 0, Optional.empty());

  BuildProgress planned(int count) {
    return new BuildProgress(count, compiled, cached, failed, took);
  }

  BuildProgress plus(BuildEvent.Origin origin) {
    return switch (origin) {
      case COMPILED -> new BuildProgress(scripts, compiled + 1, cached, failed, took);
      case CACHED -> new BuildProgress(scripts, compiled, cached + 1, failed, took);
      case FAILED -> new BuildProgress(scripts, compiled, cached, failed + 1, took);
    };
  }

  BuildProgress ended(Duration duration) {
    return new BuildProgress(scripts, compiled, cached, failed, Optional.of(duration));
  }

  BuildEvent.Summary summary(Duration duration) {
    return new BuildEvent.Summary(scripts, compiled, cached, failed, duration);
  }
}
