package io.scriptfarm.worker.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobTimes;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.queue.ReceivedJob;
import io.scriptfarm.service.LogFields;
import io.scriptfarm.telemetry.Spans;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Spans of the jobs of builds that are traced: how long each waited in the queue, the job, and
/// below it a span for each stretch of a phase. Lines that are logged meanwhile have the build and
/// the trace. Without a collector it costs nothing but that. Thread-safe.
public final class JobTraces {
  private static final AttributeKey<String> BUILD = AttributeKey.stringKey("cicd.pipeline.run.id");
  private static final AttributeKey<String> WORKER = AttributeKey.stringKey("cicd.worker.id");
  private static final AttributeKey<String> JOB = AttributeKey.stringKey("messaging.message.id");
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("scriptfarm.attempt");

  private static final ScopedValue<Traced> OF_THE_JOB = ScopedValue.newInstance();

  private final String worker;
  private final Optional<Spans> spans;
  private final InstantSource clock;

  private record Traced(Spans spans, TraceParent within, Attributes worker) {}

  /// What a worker does for a job.
  @FunctionalInterface
  public interface Work {
    void run() throws InterruptedException;
  }

  /// @param worker its id
  /// @param spans where they go, if anywhere
  public JobTraces(String worker, Optional<Spans> spans, InstantSource clock) {
    this.worker = worker;
    this.spans = spans;
    this.clock = clock;
  }

  /// Runs a job on the calling thread.
  public void run(ReceivedJob received, Work work) throws InterruptedException {
    if (spans.isPresent() && received.trace().filter(TraceParent::sampled).isPresent()) {
      runTraced(spans.get(), received, received.trace().get(), work);
    } else {
      LogFields.<InterruptedException>call(received.job().build(), received.trace(), work::run);
    }
  }

  private void runTraced(Spans to, ReceivedJob received, TraceParent of, Work work)
      throws InterruptedException {
    Job job = received.job();
    Attributes who = Attributes.of(WORKER, worker);
    long waited = ChronoUnit.MICROS.between(received.published(), clock.instant());
    Slice queue = new Slice(Phase.QUEUE, Optional.empty(), 0, Math.max(0, waited));
    to.tell(queue, received.published(), of, SpanKind.INTERNAL, who);
    Attributes about =
        Attributes.builder()
            .putAll(who)
            .put(BUILD, job.build())
            .put(JOB, job.id())
            .put(SYSTEM, "kafka")
            .put(OPERATION, "process")
            .put(ATTEMPT, (long) received.attempt())
            .build();
    Span span =
        to.begin("job " + job.stage(), SpanKind.CONSUMER, Optional.of(of), clock.instant(), about);
    TraceParent within = Spans.within(span);
    boolean done = false;
    try {
      ScopedValue.where(OF_THE_JOB, new Traced(to, within, who))
          .<Boolean, InterruptedException>call(
              () -> {
                LogFields.<InterruptedException>call(job.build(), Optional.of(within), work::run);
                return true;
              });
      done = true;
    } finally {
      if (!done) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end(clock.instant());
    }
  }

  /// Tells where time of the thread's job went, if the job is traced.
  ///
  /// @return the same, which says whether it was told
  public static JobTimes spent(JobTimes times) {
    if (!OF_THE_JOB.isBound()) {
      return times;
    }
    Traced job = OF_THE_JOB.get();
    times
        .slices()
        .forEach(
            slice ->
                job.spans()
                    .tell(slice, times.begun(), job.within(), SpanKind.INTERNAL, job.worker()));
    return times.asTraced();
  }
}
