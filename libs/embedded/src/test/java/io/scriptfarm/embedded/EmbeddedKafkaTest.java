package io.scriptfarm.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R40 the embedded Kafka broker")
class EmbeddedKafkaTest {
  @TempDir Path data;

  @Test
  void keepsItsDataAcrossRestarts() throws Exception {
    int port;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(data, OptionalInt.empty());
        Admin admin = admin(kafka)) {
      port = kafka.port();
      admin
          .createTopics(List.of(new NewTopic("kept", Optional.of(1), Optional.empty())))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(data, OptionalInt.of(port));
        Admin admin = admin(kafka)) {
      assertEquals(Set.of("kept"), admin.listTopics().names().get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void saysWhyItDoesNotStart() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(data.resolve("a"), OptionalInt.empty())) {
      StartException failure =
          assertThrows(
              StartException.class,
              () -> EmbeddedKafka.start(data.resolve("b"), OptionalInt.of(kafka.port())));
      assertTrue(failure.getMessage().contains("in use"), failure.getMessage());
    }
  }

  @Test
  @DisplayName("takes another port when somebody took the one that was free")
  void takesAnotherPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int other = taken.getLocalPort();
      int free = Ports.free();
      Iterator<Integer> broker = List.of(other, free, other, Ports.free(), Ports.free()).iterator();
      try (EmbeddedKafka kafka =
              EmbeddedKafka.start(
                  data.resolve("a"),
                  OptionalInt.empty(),
                  Optional.empty(),
                  Map.of(),
                  broker::next);
          Admin admin = admin(kafka)) {
        assertEquals(free, kafka.port());
        assertEquals(Set.of(), admin.listTopics().names().get(30, TimeUnit.SECONDS));
      }
      int asked = Ports.free();
      Iterator<Integer> controller = List.of(other, Ports.free(), Ports.free()).iterator();
      try (EmbeddedKafka kafka =
          EmbeddedKafka.start(
              data.resolve("b"),
              OptionalInt.of(asked),
              Optional.empty(),
              Map.of(),
              controller::next)) {
        assertEquals(asked, kafka.port());
      }
    }
  }

  private static Admin admin(EmbeddedKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }
}
