package io.scriptfarm.queue;

import io.scriptfarm.publication.ReleaseLog;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.store.memory.MemoryStore;
import io.scriptfarm.testkit.FarmBackends.Namespace;
import io.scriptfarm.testkit.FarmExtension;
import io.scriptfarm.testkit.contract.ReleaseLogContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FarmExtension.class)
class KafkaReleaseLogTest extends ReleaseLogContract {
  private final KafkaReleases topic;
  private final KafkaReleaseLog log;
  private final MemoryStore store = new MemoryStore(Duration.ofDays(1), () -> Instant.EPOCH);

  KafkaReleaseLogTest(Namespace namespace) {
    KafkaConfig config = KafkaConfig.of(namespace.kafkaBootstrapServers(), namespace.kafkaPrefix());
    new Topics(config).ensure(TopicUser.EVERYBODY, Duration.ofSeconds(20));
    topic = new KafkaReleases(config);
    log = new KafkaReleaseLog(topic);
  }

  @AfterEach
  void close() {
    log.close();
    topic.close();
  }

  @Override
  protected ReleaseLog log() {
    return log;
  }

  @Override
  protected ReleaseStore lost() {
    return store.releaseStore();
  }

  @Override
  protected Releases releases() {
    return store.releases();
  }
}
