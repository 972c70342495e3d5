package io.scriptfarm.gateway.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.orchestration.BuildTrace;
import io.scriptfarm.telemetry.Spans;
import io.scriptfarm.testkit.TraceCollector;
import io.scriptfarm.testkit.TraceCollector.Collected;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logmanager.MDC;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R9 builds in traces")
class BuildTracesTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final TraceParent CLIENT = new TraceParent("a".repeat(32), "b".repeat(16), true);

  @Test
  @DisplayName("a build is a span of its client's trace, with its stages, and how it ended")
  void tellsOfABuild() {
    try (TraceCollector collector = TraceCollector.start()) {
      TraceParent jobs;
      try (Spans spans = new Spans(collector.address(), "gateway")) {
        BuildTrace trace =
            new BuildTraces(Optional.of(spans), () -> BEGIN.plusSeconds(3))
                .begin("build-1", BEGIN, Optional.of(CLIENT));
        jobs = trace.context().orElseThrow();
        trace.run(
            () -> {
              assertEquals("build-1", MDC.get("build"));
              trace.spent(
                  Optional.empty(), List.of(new Slice(Phase.PLAN, Optional.empty(), 0, 1000)));
              trace.spent(
                  Optional.of("old worker"),
                  List.of(new Slice(Phase.CHECK, Optional.empty(), 10, 20)));
              trace.heard(
                  new BuildEvent.Finished(
                      "build-1",
                      1,
                      new BuildEvent.Cancelled(),
                      new BuildEvent.Summary(7, 5, 2, 0, Duration.ofSeconds(3))));
            });
      }
      Map<String, Collected> spans =
          collector.spans().stream()
              .collect(Collectors.toMap(Collected::name, Function.identity()));
      Collected build = spans.get("build");
      assertEquals(
          List.of(CLIENT.trace(), CLIENT.span(), jobs.span(), List.of("finished")),
          List.of(build.trace(), build.parent(), build.span(), build.events()));
      assertEquals(
          Map.of(
              "cicd.pipeline.run.id", "build-1",
              "cicd.pipeline.result", "cancellation",
              "scriptfarm.scripts", "7",
              "scriptfarm.compiled", "5"),
          build.attributes());
      assertEquals(build.span(), spans.get("plan").parent());
      assertEquals(Map.of("cicd.worker.id", "old worker"), spans.get("check").attributes());
      assertEquals(3_000_000_000L, build.end() - build.begin());
    }
  }

  @Test
  @DisplayName("a gateway that goes on with a build goes on with its trace")
  void goesOn() {
    try (TraceCollector collector = TraceCollector.start();
        Spans spans = new Spans(collector.address(), "gateway")) {
      BuildTraces traces = new BuildTraces(Optional.of(spans), () -> BEGIN);
      BuildTrace first = traces.begin("build-1", BEGIN, Optional.empty());
      BuildTrace next = traces.begin("build-1", BEGIN, first.context());
      assertEquals(first.context().get().trace(), next.context().get().trace());
      assertNotEquals(first.context().get().span(), next.context().get().span());
    }
  }

  @Test
  @DisplayName("without a collector workers get what the client traces, and nothing is collected")
  void passesOn() {
    BuildTraces traces = new BuildTraces(Optional.empty(), () -> BEGIN);
    assertEquals(Optional.of(CLIENT), traces.begin("b", BEGIN, Optional.of(CLIENT)).context());
    assertEquals(Optional.empty(), traces.begin("b", BEGIN, Optional.empty()).context());
  }
}
