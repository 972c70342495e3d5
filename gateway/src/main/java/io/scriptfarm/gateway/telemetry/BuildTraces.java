package io.scriptfarm.gateway.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.orchestration.BuildTrace;
import io.scriptfarm.service.LogFields;
import io.scriptfarm.telemetry.Spans;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// What operators see of builds: a span for each, with its stages, where there is a collector; and
/// its id and its trace on the lines of its thread. Workers send spans of their jobs themselves,
/// and the gateway does it for those that do not. A build that another gateway goes on with has a
/// span there, too, below that of the first one. Thread-safe.
public final class BuildTraces implements BuildTrace.Maker {
  private static final AttributeKey<String> BUILD = AttributeKey.stringKey("cicd.pipeline.run.id");
  private static final AttributeKey<String> RESULT = AttributeKey.stringKey("cicd.pipeline.result");
  private static final AttributeKey<String> WORKER = AttributeKey.stringKey("cicd.worker.id");
  private static final AttributeKey<Long> SCRIPTS = AttributeKey.longKey("scriptfarm.scripts");
  private static final AttributeKey<Long> COMPILED = AttributeKey.longKey("scriptfarm.compiled");

  private final Optional<Spans> spans;
  private final InstantSource clock;

  /// @param spans where they go; without it builds are not traced, and what a client traces is
  ///     passed on to workers all the same
  public BuildTraces(Optional<Spans> spans, InstantSource clock) {
    this.spans = spans;
    this.clock = clock;
  }

  @Override
  public BuildTrace begin(String build, Instant at, Optional<TraceParent> of) {
    return spans.isPresent() ? new Traced(spans.get(), build, at, of) : new Untraced(build, of);
  }

  /// @param context what the client traces
  private record Untraced(String build, Optional<TraceParent> context) implements BuildTrace {
    @Override
    public void run(Runnable work) {
      LogFields.run(build, context, work);
    }
  }

  private final class Traced implements BuildTrace {
    private final Spans spans;
    private final String build;
    private final Instant at;
    private final Span span;
    private final TraceParent here;

    private Traced(Spans spans, String build, Instant at, Optional<TraceParent> of) {
      this.spans = spans;
      this.build = build;
      this.at = at;
      this.span = spans.begin("build", SpanKind.SERVER, of, at, Attributes.of(BUILD, build));
      this.here = Spans.within(span);
    }

    @Override
    public Optional<TraceParent> context() {
      return Optional.of(here);
    }

    @Override
    public void run(Runnable work) {
      try {
        LogFields.run(build, context(), work);
      } finally {
        span.end(clock.instant());
      }
    }

    @Override
    public void spent(Optional<String> worker, List<Slice> slices) {
      Attributes who =
          worker.map(id -> Attributes.of(WORKER, id)).orElseGet(() -> Attributes.empty());
      SpanKind kind = worker.isPresent() ? SpanKind.CONSUMER : SpanKind.INTERNAL;
      slices.forEach(slice -> spans.tell(slice, at, here, kind, who));
    }

    @Override
    public void heard(BuildEvent event) {
      switch (event) {
        case BuildEvent.Planned planned ->
            span.addEvent(
                "planned", Attributes.of(SCRIPTS, (long) planned.scripts()), clock.instant());
        case BuildEvent.Waiting _ -> span.addEvent("waiting", clock.instant());
        case BuildEvent.Finished finished -> {
          String result = BuildResults.of(finished.conclusion());
          span.setAttribute(RESULT, result);
          span.setAttribute(SCRIPTS, (long) finished.summary().scripts());
          span.setAttribute(COMPILED, (long) finished.summary().compiled());
          if (result.equals("error")) {
            span.setStatus(StatusCode.ERROR);
          }
          span.addEvent("finished", clock.instant());
        }
        default -> {}
      }
    }
  }
}
