package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.FarmBackends.Namespace;
import io.scriptfarm.testkit.FarmExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FarmExtension.class)
@DisplayName("R20 the topic of generations")
class KafkaReleasesTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final WorkspaceName GAME = new WorkspaceName("game");
  private static final SigningKey KEY = SigningKey.generate();

  private final KafkaConfig config;

  KafkaReleasesTest(Namespace namespace) {
    config = KafkaConfig.of(namespace.kafkaBootstrapServers(), namespace.kafkaPrefix());
    new Topics(config).ensure(TopicUser.EVERYBODY, SOON);
  }

  private static Release release(long generation) {
    return Release.of(
        new Manifest(
            Manifest.VERSION,
            GAME,
            generation,
            Manifest.View.FULL,
            Instant.EPOCH,
            Digest.ofUtf8("snapshot"),
            new Toolchain("6.0.0", "1.37.0", Digest.ofUtf8("toolchain")),
            Optional.empty(),
            List.of(),
            List.of()),
        KEY);
  }

  @Test
  @DisplayName("tells of each that is published and of each that is forgotten, in order")
  void tellsOfBoth() {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (KafkaReleases releases = new KafkaReleases(config)) {
      releases.announce(release(1));
      try (TopicSubscription _ =
          releases.subscribe(
              release -> heard.add("+" + release.generation()),
              (workspace, generation) -> heard.add("-" + generation + " of " + workspace))) {
        releases.announce(release(2));
        releases.forget(GAME, 1);
        releases.announce(release(3));
        Await.until(SOON, "all four", () -> heard.size() >= 4);
      }
    }
    assertEquals(List.of("+1", "+2", "-1 of game", "+3"), heard);
  }
}
