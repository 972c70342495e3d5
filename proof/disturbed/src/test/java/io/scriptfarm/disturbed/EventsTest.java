package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.BuildEvents;
import io.scriptfarm.harness.BuildEvents.Event;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.DisturbedFarm;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.queue.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("farm")
@ExtendWith(DisturbedFarm.class)
@DisplayName("R5 the events of a build")
class EventsTest {
  private static final Duration ARRIVAL = Duration.ofSeconds(30);

  private final FarmProcess farm;

  EventsTest(FarmProcess farm) {
    this.farm = farm;
  }

  private CommandBuild build() {
    Path project = Repository.copyOf("dungeon", Repository.temporary("events"));
    farm.clearCache();
    return farm.build(project);
  }

  @Test
  @DisplayName("are replayed from the start after the end, resumed anywhere, and the same on Kafka")
  void areReplayedResumedAndTheSameOnKafka() {
    CommandBuild built = build();
    List<Event> all = BuildEvents.all(farm.gateway(), built.id());

    assertEquals(
        LongStream.rangeClosed(1, all.size()).boxed().toList(),
        all.stream().map(Event::id).toList(),
        "numbers without gap or repeat");
    // A store that was just cleared knows no worker for some seconds, and the build may say so.
    assertEquals(
        Optional.of("planned"),
        all.stream().map(Event::name).filter(name -> !name.equals("waiting")).findFirst());
    assertEquals("finished", all.getLast().name());
    assertEquals(1, all.stream().filter(e -> e.name().equals("finished")).count());
    assertEquals(
        built.scripts(), all.stream().filter(e -> e.name().equals("script-finished")).count());
    for (Event event : all) {
      assertEquals(event.id(), event.data().path("sequence").asLong());
      assertEquals(event.name(), event.data().path("type").asText());
    }

    for (long after : new long[] {1, all.size() / 2, all.size() - 1L}) {
      assertEquals(
          all.subList((int) after, all.size()),
          BuildEvents.until(farm.gateway(), built.id(), after, event -> false));
    }

    assertEquals(all.stream().map(Event::data).toList(), onKafka(built.id()));
  }

  @Test
  @DisplayName("are resumed in the middle of the build without gap or repeat")
  void areResumedInTheMiddle() {
    Path project = Repository.copyOf("rxjs", Repository.temporary("events"));
    farm.clearCache();
    java.util.Set<String> before = farm.builds();
    Ran.Running running = farm.startBuild(project);
    String build = farm.newestBuild(before);
    List<Event> pieces = new ArrayList<>();
    boolean live = false;
    do {
      long last = pieces.isEmpty() ? 0 : pieces.getLast().id();
      // The connection ends after some events, as over a bad line.
      pieces.addAll(
          BuildEvents.until(farm.gateway(), build, last, event -> event.id() >= last + 60));
      live |= running.process().isAlive() && !pieces.getLast().name().equals("finished");
    } while (!pieces.getLast().name().equals("finished"));
    running.await(Duration.ofMinutes(3));
    assertTrue(live, "the build was over before the first piece was read");
    assertEquals(BuildEvents.all(farm.gateway(), build), pieces);
  }

  /// What the results topic has of a build, read by nothing but a Kafka consumer.
  private List<JsonNode> onKafka(String build) {
    String topic = new Topics(KafkaConfig.of(farm.kafka(), KafkaConfig.DEFAULT_PREFIX)).results();
    List<JsonNode> events = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, farm.kafka()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, ARRIVAL).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + ARRIVAL.toNanos();
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          if (record.key().equals(build)) {
            JsonNode event = Json.read(record.value(), JsonNode.class);
            Header type = record.headers().lastHeader("type");
            assertEquals(
                event.path("type").asText(), new String(type.value(), StandardCharsets.US_ASCII));
            events.add(event);
            if (event.path("type").asText().equals("finished")) {
              return events;
            }
          }
        }
      }
    }
    throw new AssertionError("no end of build " + build + " on " + topic + ": " + events.size());
  }
}
