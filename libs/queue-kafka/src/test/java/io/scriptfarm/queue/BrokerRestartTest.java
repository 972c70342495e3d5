package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.embedded.EmbeddedKafka;
import io.scriptfarm.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerRestartTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path data;

  @Test
  @DisplayName("R43 intakes, subscriptions and publishers outlive a restart of the broker")
  void everythingOutlivesBrokerRestart() {
    EmbeddedKafka broker = EmbeddedKafka.start(data, OptionalInt.empty());
    try {
      KafkaConfig config =
          KafkaConfig.of(broker.bootstrapServers(), "restart").withRequestTimeout(SOON);
      new Topics(config).ensure(SOON);
      List<String> completed = new CopyOnWriteArrayList<>();
      try (KafkaJobQueue queue = new KafkaJobQueue(config);
          Backlog backlog = new Backlog(config);
          KafkaCompletions completions = new KafkaCompletions(config);
          Subscription _ = completions.subscribe(c -> completed.add(c.job()));
          Worker worker = new Worker(config)) {
        queue.publish(Lane.BULK, Jobs.job("in hand"));
        queue.publish(Lane.BULK, Jobs.job("waiting"));
        Await.until(SOON, "a job runs", () -> worker.ids().equals(List.of("in hand")));

        int port = broker.port();
        broker.close();
        broker = EmbeddedKafka.start(data, OptionalInt.of(port));

        queue.publish(Lane.BULK, Jobs.job("after"));
        completions.publish(
            new Completion("in hand", "w", Set.of(), Map.of(), Map.of(), Duration.ZERO));
        Await.until(SOON, "the completion came", () -> completed.equals(List.of("in hand")));
        worker.accepts(4);
        Await.until(SOON, "nothing is unfinished", () -> backlog.unfinished().get(Lane.BULK) == 0);
        assertEquals(Set.of("in hand", "waiting", "after"), new HashSet<>(worker.ids()));
        assertTrue(worker.ids().size() <= 4, "only the job in hand may run twice: " + worker.ids());
        assertEquals(List.of(), worker.poisoned);
      }
    } finally {
      broker.close();
    }
  }
}
