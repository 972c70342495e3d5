package io.scriptfarm.gateway.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Slice;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Sends a trace of each build to a collector, over OTLP by HTTP, when the build has ended: a span
/// for the build, and below it one for each slice of the gateway and of workers, which the build's
/// events tell. So workers need no collector. What the collector does not take is dropped. Where
/// none is named, nothing is collected. Thread-safe.
public final class BuildTraces implements AutoCloseable {
  /// Of one build; what comes after is not in its trace.
  private static final int MOST_SLICES = 20_000;

  private static final AttributeKey<String> BUILD = AttributeKey.stringKey("cicd.pipeline.run.id");
  private static final AttributeKey<String> RESULT = AttributeKey.stringKey("cicd.pipeline.result");
  private static final AttributeKey<String> WORKER = AttributeKey.stringKey("cicd.worker.id");
  private static final AttributeKey<String> SCRIPT = AttributeKey.stringKey("scriptfarm.script");

  private final Optional<SdkTracerProvider> provider;
  private final InstantSource clock;
  private final Map<String, Pending> builds = new ConcurrentHashMap<>();

  /// A build that has not ended.
  private static final class Pending {
    private volatile Optional<String> parent = Optional.empty();
    private final List<BuildEvent.TimeSpent> spent = new ArrayList<>(); // guards itself
    private int slices;
  }

  /// @param endpoint of a collector, without the path; such as `http://localhost:4318`
  public BuildTraces(Optional<URI> endpoint, InstantSource clock) {
    this.clock = clock;
    this.provider =
        endpoint.map(
            collector ->
                SdkTracerProvider.builder()
                    .setResource(
                        Resource.create(
                            Attributes.of(AttributeKey.stringKey("service.name"), "scriptfarm")))
                    .addSpanProcessor(
                        BatchSpanProcessor.builder(
                                OtlpHttpSpanExporter.builder()
                                    .setEndpoint(collector.resolve("/v1/traces").toString())
                                    .build())
                            .setMaxQueueSize(2 * MOST_SLICES)
                            .build())
                    .build());
  }

  /// Whether traces are wanted; builds have to tell where their time goes then.
  public boolean wanted() {
    return provider.isPresent();
  }

  /// A build was submitted as a part of this trace: the request's header `traceparent`.
  public void submitted(String build, Optional<String> traceParent) {
    if (wanted() && traceParent.isPresent()) {
      builds.computeIfAbsent(build, _ -> new Pending()).parent = traceParent;
    }
  }

  /// Something happened to a build.
  public void heard(BuildEvent event) {
    if (!wanted()) {
      return;
    }
    switch (event) {
      case BuildEvent.TimeSpent spent -> {
        Pending pending = builds.computeIfAbsent(spent.build(), _ -> new Pending());
        synchronized (pending.spent) {
          if (pending.slices < MOST_SLICES) {
            pending.spent.add(spent);
            pending.slices += spent.slices().size();
          }
        }
      }
      case BuildEvent.Finished finished -> {
        Pending pending = builds.remove(finished.build());
        send(finished, pending == null ? new Pending() : pending);
      }
      default -> {}
    }
  }

  private void send(BuildEvent.Finished finished, Pending pending) {
    Tracer tracer = provider.orElseThrow().get("scriptfarm");
    Instant end = clock.instant();
    Instant begin = end.minus(finished.summary().took());
    Span build =
        tracer
            .spanBuilder("build")
            .setParent(TraceParent.of(pending.parent))
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(begin)
            .setAttribute(BUILD, finished.build())
            .setAttribute(RESULT, BuildResults.of(finished.conclusion()))
            .startSpan();
    if (BuildResults.of(finished.conclusion()).equals("error")) {
      build.setStatus(StatusCode.ERROR);
    }
    Context within = Context.root().with(build);
    synchronized (pending.spent) {
      for (BuildEvent.TimeSpent spent : pending.spent) {
        spent.slices().forEach(slice -> send(tracer, within, begin, spent.worker(), slice));
      }
    }
    build.end(end);
  }

  private static void send(
      Tracer tracer, Context build, Instant begin, Optional<String> worker, Slice slice) {
    var span =
        tracer
            .spanBuilder(slice.phase().name().toLowerCase(Locale.ROOT))
            .setParent(build)
            .setSpanKind(worker.isPresent() ? SpanKind.CONSUMER : SpanKind.INTERNAL)
            .setStartTimestamp(begin.plus(slice.begin(), ChronoUnit.MICROS));
    worker.ifPresent(id -> span.setAttribute(WORKER, id));
    slice.script().ifPresent(script -> span.setAttribute(SCRIPT, script.value()));
    span.startSpan().end(begin.plus(slice.begin() + slice.took(), ChronoUnit.MICROS));
  }

  /// Sends what waits, for some seconds at most.
  @Override
  public void close() {
    provider.ifPresent(it -> it.shutdown().join(5, TimeUnit.SECONDS));
  }
}
