package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.TraceCollector;
import io.scriptfarm.testkit.TraceCollector.Collected;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The client, the gateway and workers each send their own part of a trace: only a whole farm shows
/// that the parts fit.
@Tag("farm")
@DisplayName("R9 a build in a trace, and in the log")
class TracesTest {
  @Test
  @DisplayName(
      "is one trace from the client to the phases of workers, and lines of the log name it")
  void isOneTrace() {
    try (TraceCollector collector = TraceCollector.start();
        FarmProcess farm =
            FarmProcess.start(
                FarmProcess.Setup.v8()
                    .with("FARM_OTLP_ENDPOINT", collector.address().toString())
                    .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address().toString())
                    .with("FARM_LOG_FORMAT", "json"))) {
      Path project = Repository.copyOf("factorio-mod", Repository.temporary("traced"));
      CommandBuild build = farm.build(project);
      assertEquals(0, build.exit(), build::toString);

      Await.until(
          Duration.ofSeconds(30),
          "the last span comes",
          () -> names(collector).containsAll(Set.of("farm build", "build", "job link", "link")));
      List<Collected> spans = collector.spans();
      Collected client = only(spans, "farm build");
      Collected gateway = only(spans, "build");
      assertEquals("", client.parent());
      assertEquals(client.span(), gateway.parent());
      assertEquals(build.id(), gateway.attributes().get("cicd.pipeline.run.id"));
      assertEquals(List.of("planned", "finished"), gateway.events());
      spans.forEach(span -> assertEquals(client.trace(), span.trace(), span::toString));
      Map<String, Collected> byId =
          spans.stream().collect(Collectors.toMap(Collected::span, Function.identity()));
      for (Collected span : spans) {
        assertTrue(
            span.parent().isEmpty() || byId.containsKey(span.parent()),
            () -> "nobody sent the parent of " + span);
      }
      Set<String> phases =
          spans.stream()
              .filter(span -> span.service().equals("compile-worker"))
              .filter(span -> !span.parent().equals(gateway.span()))
              .peek(span -> assertTrue(byId.get(span.parent()).name().startsWith("job ")))
              .map(Collected::name)
              .collect(Collectors.toSet());
      assertTrue(
          phases.containsAll(Set.of("fetch", "program", "check", "transform", "link", "store")),
          phases::toString);
      assertTrue(names(collector).containsAll(Set.of("queue", "job plan", "job transpile")));

      List<JsonNode> lines = lines(farm.log("worker-1") + farm.log("worker-2"));
      List<JsonNode> done =
          lines.stream()
              .filter(line -> line.path("message").asText().startsWith("job done"))
              .filter(line -> line.path("mdc").path("build").asText().equals(build.id()))
              .toList();
      assertFalse(done.isEmpty(), lines::toString);
      done.forEach(line -> assertEquals(client.trace(), line.path("mdc").path("traceId").asText()));
    }
  }

  private static Set<String> names(TraceCollector collector) {
    return collector.spans().stream().map(Collected::name).collect(Collectors.toSet());
  }

  private static Collected only(List<Collected> spans, String name) {
    List<Collected> found = spans.stream().filter(span -> span.name().equals(name)).toList();
    assertEquals(1, found.size(), found::toString);
    return found.getFirst();
  }

  /// Whatever else is there came before the service began.
  private static List<JsonNode> lines(String log) {
    return Arrays.stream(log.split("\n"))
        .filter(line -> line.startsWith("{"))
        .map(line -> Json.read(line, JsonNode.class))
        .toList();
  }
}
