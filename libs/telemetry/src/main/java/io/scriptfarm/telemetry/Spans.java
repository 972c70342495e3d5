package io.scriptfarm.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.TraceParent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Sends spans of one process to a collector, over OTLP by HTTP, in the background. Nobody waits
/// for the collector: spans wait in memory, {@value #MOST_WAITING} at most, and what it does not
/// take in time is lost. Thread-safe.
public final class Spans implements AutoCloseable {
  /// Some 600 bytes each.
  static final int MOST_WAITING = 8192;

  private static final int AT_ONCE = 1024;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /// What a process that ends waits for the collector.
  private static final Duration LAST = Duration.ofSeconds(2);

  private static final AttributeKey<String> SCRIPT = AttributeKey.stringKey("scriptfarm.script");

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /// @param collector its address, without the path; such as `http://localhost:4318`
  /// @param service who sends, such as `gateway`
  public Spans(URI collector, String service) {
    Attributes resource =
        Attributes.of(
            AttributeKey.stringKey("service.namespace"),
            "scriptfarm",
            AttributeKey.stringKey("service.name"),
            service);
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(collector.resolve("/v1/traces").toString())
            .setConnectTimeout(CONNECT)
            .setTimeout(ANSWER)
            .setCompression("gzip")
            .setRetryPolicy(null) // what waits meanwhile is worth more
            .build();
    this.provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(resource))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(MOST_WAITING)
                    .setMaxExportBatchSize(AT_ONCE)
                    .setScheduleDelay(PAUSE)
                    .setExporterTimeout(ANSWER)
                    .build())
            .build();
    this.tracer = provider.get("scriptfarm");
  }

  /// A span begins.
  ///
  /// @param of what it is a part of; it begins a trace where that is absent
  public Span begin(
      String name, SpanKind kind, Optional<TraceParent> of, Instant at, Attributes attributes) {
    return tracer
        .spanBuilder(name)
        .setParent(of.map(Spans::context).orElse(Context.root()))
        .setSpanKind(kind)
        .setStartTimestamp(at)
        .setAllAttributes(attributes)
        .startSpan();
  }

  /// What a part of this span says that it is a part of.
  public static TraceParent within(Span span) {
    SpanContext context = span.getSpanContext();
    return new TraceParent(context.getTraceId(), context.getSpanId(), context.isSampled());
  }

  /// A span of a phase, named as it is.
  ///
  /// @param zero when what the slice is a part of began
  public void tell(Slice slice, Instant zero, TraceParent of, SpanKind kind, Attributes besides) {
    if (!of.sampled()) {
      return;
    }
    Span span =
        begin(
            slice.phase().name().toLowerCase(Locale.ROOT),
            kind,
            Optional.of(of),
            zero.plus(slice.begin(), ChronoUnit.MICROS),
            besides);
    slice.script().ifPresent(script -> span.setAttribute(SCRIPT, script.value()));
    span.end(zero.plus(slice.begin() + slice.took(), ChronoUnit.MICROS));
  }

  private static Context context(TraceParent of) {
    return Context.root()
        .with(
            Span.wrap(
                SpanContext.createFromRemoteParent(
                    of.trace(),
                    of.span(),
                    of.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                    TraceState.getDefault())));
  }

  /// Sends what waits, for two seconds at most.
  @Override
  public void close() {
    provider.shutdown().join(LAST.toMillis(), TimeUnit.MILLISECONDS);
  }
}
