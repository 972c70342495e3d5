package io.scriptfarm.worker.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.JobTimes;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.queue.ReceivedJob;
import io.scriptfarm.telemetry.Spans;
import io.scriptfarm.testkit.TraceCollector;
import io.scriptfarm.testkit.TraceCollector.Collected;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logmanager.MDC;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R9 jobs in traces")
class JobTracesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TraceParent BUILD = new TraceParent("a".repeat(32), "b".repeat(16), true);
  private static final PlanJob JOB =
      new PlanJob(
          "job-1",
          "build-1",
          new Project(
              Digest.ofUtf8("toolchain"),
              Digest.ofUtf8("snapshot"),
              new ProjectPath("tsconfig.json")));
  private static final JobTimes TIMES =
      new JobTimes(NOW, NOW, List.of(new Slice(Phase.PROGRAM, Optional.empty(), 0, 500)));

  private static ReceivedJob received(Optional<TraceParent> trace) {
    return new ReceivedJob(JOB, 2, NOW.minusMillis(300), trace);
  }

  private static JobTraces traces(Optional<Spans> spans) {
    return new JobTraces("worker-1", spans, InstantSource.fixed(NOW));
  }

  /// By their names.
  private static Map<String, Collected> collected(TraceCollector collector) {
    return collector.spans().stream()
        .collect(Collectors.toMap(Collected::name, Function.identity()));
  }

  @Test
  @DisplayName("a job waits, and runs through its phases, as a part of its build")
  void tellsOfAJob() throws Exception {
    try (TraceCollector collector = TraceCollector.start()) {
      List<Boolean> told = new ArrayList<>();
      try (Spans spans = new Spans(collector.address(), "compile-worker")) {
        traces(Optional.of(spans))
            .run(
                received(Optional.of(BUILD)),
                () -> told.add(JobTraces.spent(TIMES).traced().orElse(false)));
      }
      Map<String, Collected> spans = collected(collector);
      Collected queue = spans.get("queue");
      Collected job = spans.get("job plan");
      Collected program = spans.get("program");
      assertEquals(List.of(true), told);
      assertEquals(List.of(BUILD.span(), 300_000_000L), List.of(queue.parent(), took(queue)));
      assertEquals(List.of(BUILD.span(), job.span()), List.of(job.parent(), program.parent()));
      assertEquals(500_000L, took(program));
      assertEquals(
          Map.of(
              "cicd.pipeline.run.id", "build-1",
              "cicd.worker.id", "worker-1",
              "messaging.message.id", "job-1",
              "messaging.operation.type", "process",
              "messaging.system", "kafka",
              "scriptfarm.attempt", "2"),
          job.attributes());
    }
  }

  private static long took(Collected span) {
    return span.end() - span.begin();
  }

  @Test
  @DisplayName("a job that fails is told, too, and a gateway without traces has none")
  void tellsFailures() throws Exception {
    try (TraceCollector collector = TraceCollector.start()) {
      try (Spans spans = new Spans(collector.address(), "compile-worker")) {
        JobTraces traces = traces(Optional.of(spans));
        assertThrows(
            InterruptedException.class,
            () ->
                traces.run(
                    received(Optional.of(BUILD)),
                    () -> {
                      throw new InterruptedException("the worker ends");
                    }));
        traces.run(received(Optional.empty()), () -> assertEquals(TIMES, JobTraces.spent(TIMES)));
      }
      assertEquals(2, collected(collector).size());
    }
  }

  @Test
  @DisplayName("lines of a job have its build and its trace, with and without a collector")
  void marksLines() throws Exception {
    List<Object> fields = new ArrayList<>();
    traces(Optional.empty())
        .run(
            received(Optional.of(BUILD)),
            () -> {
              fields.add(MDC.get("build"));
              fields.add(MDC.get("traceId"));
            });
    assertEquals(List.of("build-1", BUILD.trace()), fields);
    assertEquals(null, MDC.get("build"));
  }
}
