package io.scriptfarm.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.testkit.TraceCollector;
import io.scriptfarm.testkit.TraceCollector.Collected;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R9 spans for a collector")
class SpansTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Slice CHECK =
      new Slice(Phase.CHECK, Optional.of(new ProjectPath("src/a.ts")), 1000, 2000);

  private static Span build(Spans spans, Optional<TraceParent> of) {
    return spans.begin("build", SpanKind.SERVER, of, BEGIN, Attributes.empty());
  }

  @Test
  @DisplayName("a phase is a span below that of its build, which is below its client's")
  void tellsTheCollector() {
    TraceParent client = new TraceParent("a".repeat(32), "b".repeat(16), true);
    try (TraceCollector collector = TraceCollector.start()) {
      TraceParent within;
      try (Spans spans = new Spans(collector.address(), "gateway")) {
        Span build = build(spans, Optional.of(client));
        within = Spans.within(build);
        spans.tell(CHECK, BEGIN, within, SpanKind.INTERNAL, Attributes.empty());
        build.end(BEGIN.plusSeconds(1));
      }
      List<Collected> spans = collector.spans();
      long begin = BEGIN.getEpochSecond() * 1_000_000_000L;
      assertEquals(
          new Collected(
              "gateway",
              "check",
              client.trace(),
              spans.getFirst().span(),
              within.span(),
              Map.of("scriptfarm.script", "src/a.ts"),
              List.of(),
              begin + 1_000_000,
              begin + 3_000_000),
          spans.getFirst());
      assertEquals(
          List.of("build", client.trace(), within.span(), client.span()),
          List.of(
              spans.getLast().name(),
              spans.getLast().trace(),
              spans.getLast().span(),
              spans.getLast().parent()));
    }
  }

  @Test
  @DisplayName("what a client does not want to be collected is not")
  void leavesOutWhatIsNotSampled() {
    TraceParent client = new TraceParent("a".repeat(32), "b".repeat(16), false);
    try (TraceCollector collector = TraceCollector.start()) {
      try (Spans spans = new Spans(collector.address(), "gateway")) {
        Span build = build(spans, Optional.of(client));
        assertEquals(client.trace(), Spans.within(build).trace());
        spans.tell(CHECK, BEGIN, Spans.within(build), SpanKind.INTERNAL, Attributes.empty());
        build.end();
      }
      assertEquals(List.of(), collector.spans());
    }
  }

  @Test
  @DisplayName("R43 a collector that is away costs spans, and nobody waits for it")
  void losesWhatNobodyCollects() throws Exception {
    URI nowhere;
    try (ServerSocket free = new ServerSocket(0)) {
      nowhere = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    try (Spans spans = new Spans(nowhere, "gateway")) {
      TraceParent within = Spans.within(build(spans, Optional.empty()));
      for (int i = 0; i < 3 * Spans.MOST_WAITING; i++) {
        spans.tell(CHECK, BEGIN, within, SpanKind.INTERNAL, Attributes.empty());
      }
      assertTrue(within.sampled());
    }
  }
}
