package io.scriptfarm.orchestration;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What keeps every build of the farm from going on.
public sealed interface Obstacle {
  /// What is so, as a clause: "no compile worker runs".
  String verdict();

  /// What a build waits for because of it.
  String waiting();

  /// There is nobody who takes jobs.
  record NoWorker() implements Obstacle {
    @Override
    public String verdict() {
      return "no compile worker runs";
    }

    @Override
    public String waiting() {
      return "waiting for a compile worker: none runs";
    }
  }

  /// Kafka does not answer: jobs cannot be given out, nor come back.
  record BrokerAway(Instant since) implements Obstacle {
    @Override
    public String verdict() {
      return "the broker is away since " + since.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public String waiting() {
      return "waiting for the broker, which is away since " + since.truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /// Redis does not do what it is asked; `why` says what it answered.
  record StoreAway(String why) implements Obstacle {
    @Override
    public String verdict() {
      return why;
    }

    @Override
    public String waiting() {
      return "waiting for the store: " + why;
    }
  }
}
