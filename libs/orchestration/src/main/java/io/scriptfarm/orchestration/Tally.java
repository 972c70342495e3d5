package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import java.time.Duration;
import java.util.Optional;

/// How far a build is. `scripts` is 0 until the project is planned; `took` is empty while the build
/// runs.
public record Tally(int scripts, int compiled, int cached, int failed, Optional<Duration> took) {
  static final Tally START = new Tally(0, 0, 0, 0, Optional.empty());

  Tally planned(int count) {
    return new Tally(count, compiled, cached, failed, took);
  }

  Tally plus(BuildEvent.Origin origin) {
    return switch (origin) {
      case COMPILED -> new Tally(scripts, compiled + 1, cached, failed, took);
      case CACHED -> new Tally(scripts, compiled, cached + 1, failed, took);
      case FAILED -> new Tally(scripts, compiled, cached, failed + 1, took);
    };
  }

  Tally ended(Duration duration) {
    return new Tally(scripts, compiled, cached, failed, Optional.of(duration));
  }

  BuildEvent.Summary summary(Duration duration) {
    return new BuildEvent.Summary(scripts, compiled, cached, failed, duration);
  }
}
