package io.scriptfarm.worker.wiring;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.scriptfarm.compiler.engine.EngineKind;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.engine.SnapshotFolder;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.WorkerStatus;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.contract.patience.SteadyClock;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.queue.JobIntake;
import io.scriptfarm.queue.KafkaCompletions;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.queue.Slots;
import io.scriptfarm.queue.TopicUser;
import io.scriptfarm.service.Backends;
import io.scriptfarm.service.LogFormat;
import io.scriptfarm.service.Parts;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.Roster;
import io.scriptfarm.telemetry.Spans;
import io.scriptfarm.worker.artifact.CachedContents;
import io.scriptfarm.worker.compile.CompilerPool;
import io.scriptfarm.worker.execute.ClaimKeeper;
import io.scriptfarm.worker.execute.JobExecutor;
import io.scriptfarm.worker.execute.Marks;
import io.scriptfarm.worker.execute.WorkerExecutor;
import io.scriptfarm.worker.execute.WorkerMeters;
import io.scriptfarm.worker.execute.WorkerPorts;
import io.scriptfarm.worker.intake.JobReceiver;
import io.scriptfarm.worker.telemetry.JobTraces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The compile worker's life: connect, warm the compilers up, pull jobs, drain, stop.
@ApplicationScoped
final class Worker {
  private static final System.Logger LOG = System.getLogger(Worker.class.getName());
  private static final long MIB = 1024L * 1024;
  private static final int LEAST_HEAP = 1536; // MiB: what real projects take, and as much again
  private static final int MOST_HEAP = 4096;
  private static final Duration PRESENCE = Duration.ofSeconds(3);
  private static final Duration HEAP_LOOK = Duration.ofMillis(500);
  private static final Duration STUCK_LOOK = Duration.ofMillis(500); // costs nothing

  private final WorkerConfig config;
  private final MeterRegistry registry;
  private final String id;
  private final StartWatch watch = new StartWatch(InstantSource.system());
  private final AtomicBoolean ready = new AtomicBoolean();
  private final Parts parts = new Parts();
  private Optional<Departure> departure = Optional.empty(); // of the threads that start and stop

  Worker(WorkerConfig config, MeterRegistry registry) {
    this.config = config;
    this.registry = registry;
    this.id = config.worker().id().orElseGet(() -> "worker-" + UUID.randomUUID());
  }

  /// Whether jobs are being pulled.
  boolean isReady() {
    return ready.get();
  }

  void start(@Observes StartupEvent event) {
    LogFormat.start(config);
    watch.reached("boot");
    // The engine needs a core of its own for a while, and connecting is mostly waiting.
    FutureTask<Warm> warming = new FutureTask<>(this::warmUp);
    Thread.ofPlatform().name("warm-up").start(warming);
    SteadyClock clock = new SteadyClock(InstantSource.system());
    KafkaConfig kafka = Backends.kafkaWithTopics(config, TopicUser.COMPILE_WORKER);
    watch.reached("topics");
    RedisStore store = parts.keep(Backends.store(config, InstantSource.system()));
    watch.reached("redis");
    KafkaCompletions completions = parts.keep(new KafkaCompletions(kafka));
    Warm warm = finished(warming);
    JsEngine engine = warm.engine();
    CompilerPool compilers = parts.keep(warm.compilers());
    int slots = slots(engine);

    WorkerMeters meters =
        new WorkerMeters(registry, count -> store.counters().add("scripts.compiled", count));
    Patience patience = new Patience(config.worker().backendPatience(), clock);
    ClaimKeeper claims = new ClaimKeeper(store.claims());
    Marks marks = new Marks(store.claims(), patience, id);
    WorkerPorts ports =
        new WorkerPorts(
            new CachedContents(
                patience.with(store.artifacts()), config.worker().contentCache() * MIB),
            patience.with(store.outcomes()),
            claims,
            marks,
            patience.with(store.attempts()),
            patience.with(store.quarantine()),
            patience.with(completions::publish),
            store::isReachable,
            Slots::giveWay);
    every(Claims.LEASE.dividedBy(3), "claims", claims::renew);
    every(Marks.RENEWAL, "marks", marks::renew);
    JobExecutor executor = WorkerExecutor.of(id, compilers, ports, meters, clock);
    JobTraces traces =
        new JobTraces(
            id,
            config.otlp().endpoint().map(to -> parts.keep(new Spans(to, "compile-worker"))),
            clock);
    JobReceiver receiver = new JobReceiver(id, executor, ports, meters, traces, clock);

    Slots shared = new Slots(slots);
    List<JobIntake> intakes = new ArrayList<>();
    for (Job.Lane lane : Job.Lane.values()) {
      ExecutorService threads = Executors.newCachedThreadPool(threads(lane, engine));
      parts.keep(threads::shutdownNow);
      for (int i = 0; i < slots; i++) {
        intakes.add(JobIntake.start(kafka, id, lane, shared, threads, receiver));
      }
    }
    Departure departure = new Departure(intakes, shared, engine, config.worker().drain());
    this.departure = Optional.of(departure);
    every(STUCK_LOOK, "stuck", () -> departure.ifStuck(() -> ready.set(false)));
    long most = compilers.size() * compilerLimits(slots).mostHeapBytes();
    every(HEAP_LOOK, "heaps", () -> compilers.makeRoom(() -> engine.heapBytes() > most));
    registry.gauge("farm.worker.slots", shared, Slots::count);
    registry.gauge("farm.worker.slots.taken", shared, Slots::taken);
    registry.gauge("farm.worker.heap.bytes", engine, JsEngine::heapBytes);
    registry.gauge("farm.worker.heap.limit.bytes", most);
    announce(engine, shared, meters, store.roster());
    ready.set(true);
    watch.reached("ready");
    Thread.ofPlatform().daemon().name("warm-up").start(compilers::warmUpOthers);
    HeapTrim.start();
    config.worker().classArchive().map(ClassArchive::makeLater).ifPresent(parts::keep);
    LOG.log(
        System.Logger.Level.INFO,
        "worker ready id={0} engine={1} version={2} slots={3} heap-limit-mib={4} heaps-mib={5}"
            + " start-ms={6}",
        id,
        engine.kind(),
        engine.version(),
        slots,
        heapLimit(slots),
        most / MIB,
        watch);
  }

  /// Platform threads: a call of the compiler occupies its thread to the end. Those of the bulk
  /// lane leave the cores to whoever else wants them, where the JVM passes that on
  /// (`-XX:ThreadPriorityPolicy=1`). Not on GraalJS: they would wait for its just-in-time compiler,
  /// whose threads have the usual priority.
  private static ThreadFactory threads(Job.Lane lane, JsEngine engine) {
    Thread.Builder.OfPlatform threads = Thread.ofPlatform();
    if (engine.kind() != EngineKind.V8) {
      return threads.name("compile-", 0).factory();
    }
    return switch (lane) {
      case INTERACTIVE -> threads.name("compile-", 0).factory();
      case BULK -> threads.name("compile-bulk-", 0).priority(Thread.MIN_PRIORITY).factory();
    };
  }

  /// GraalJS's just-in-time compiler takes as many cores as the code that it compiles.
  private int slots(JsEngine engine) {
    int cores = Runtime.getRuntime().availableProcessors();
    if (config.worker().slots() > 0) {
      return config.worker().slots();
    }
    return engine.kind() == EngineKind.V8 ? cores : Math.max(1, cores / 2);
  }

  /// MiB of a session. The workers of a machine share half of its memory by their slots. Each has
  /// one compiler more than slots, and a compiler keeps as much in other sessions.
  private int heapLimit(int slots) {
    if (config.worker().heapLimit() > 0) {
      return config.worker().heapLimit();
    }
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    int cores = Runtime.getRuntime().availableProcessors();
    long share =
        machine.getTotalMemorySize() / 2 * slots / cores / new Slots(slots).mostTaken() / 2;
    return (int) Math.clamp(share / MIB, LEAST_HEAP, MOST_HEAP);
  }

  private CompilerLimits compilerLimits(int slots) {
    return new CompilerLimits(
        new Limits(config.worker().timeLimit(), heapLimit(slots) * MIB),
        config.worker().wholeBuildLimit(),
        config.worker().residentToolchains());
  }

  private record Warm(JsEngine engine, CompilerPool compilers) {}

  private Warm warmUp() {
    JsEngine selected = JsEngines.select(config.worker().jsEngine());
    JsEngine engine =
        config
            .worker()
            .snapshots()
            .map(
                own ->
                    new SnapshotFolder(
                        own, SnapshotFolder.DEFAULT_MAX_BYTES, config.worker().shippedSnapshots()))
            .map(selected::keeping)
            .orElse(selected);
    registry.gauge("farm.worker.engine.interpreting", engine, e -> e.isInterpreting() ? 1 : 0);
    Toolchains toolchains = new Toolchains();
    LuaCompilers lua = LuaCompilers.ofThisMachine();
    CompilerLimits compiling = compilerLimits(slots(engine));
    CompilerPool compilers =
        new CompilerPool(
            new Slots(slots(engine)).mostTaken(),
            () -> new TstlCompiler(engine, toolchains, lua, compiling));
    compilers.warmUp();
    watch.reached("engine");
    return new Warm(engine, compilers);
  }

  private static <T> T finished(FutureTask<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("told to stop while starting", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  /// Tells the fleet about this worker until it stops.
  private void announce(JsEngine engine, Slots slots, WorkerMeters meters, Roster roster) {
    parts.keep(() -> roster.leave(id));
    every(
        PRESENCE,
        "presence",
        () -> {
          try {
            roster.announce(
                new WorkerStatus(
                    id,
                    engine.kind().name().toLowerCase(Locale.ROOT),
                    engine.isInterpreting(),
                    slots.count(),
                    Math.min(slots.taken(), slots.count()),
                    meters.jobs()),
                PRESENCE.multipliedBy(3));
          } catch (StoreUnavailableException e) {
            // The next announcement tells; until then the fleet is right to think us gone.
          }
        });
  }

  /// Does something at once and then regularly, until the worker stops.
  private void every(Duration interval, String name, Runnable what) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name(name).factory());
    timer.scheduleAtFixedRate(what, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    parts.keep(timer::shutdownNow);
  }

  /// Siblings before what they depend on: first no more jobs, then the compilers, then the
  /// backends. Work that does not end with that ends with the process.
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    ready.set(false);
    if (departure.isPresent()) {
      departure.get().drain();
    }
    parts.close();
    if (departure.filter(Departure::leavesWorkBehind).isPresent()) {
      Departure.halt(0);
    }
  }
}
