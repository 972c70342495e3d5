package io.scriptfarm.orchestration;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildRecord;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.GatewayStatus.KnownBuild;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.orchestration.publish.Publications;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The builds that this gateway runs and those it ran lately. Each is written down before anybody
/// sees it, so that another gateway can go on with it when this one stops or dies; what was
/// compiled is found. A build that is forgotten everywhere is submitted again. Thread-safe.
public final class Builds implements AutoCloseable {
  /// How many finished builds can still be asked about, as far as there is memory for their events.
  private static final int REMEMBERED = 100;

  /// How many gateways may die while they run a build. One that takes gateways down ends then.
  static final int MOST_DEATHS = 3;

  /// How long a gateway that stops waits until its builds are handed over.
  private static final Duration HAND_OVER = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(Builds.class.getName());

  private final Digest toolchain;
  private final long eventBytes;
  private final Build.Services services;
  private final Ledger ledger;
  private final Consumer<BuildEvent> publisher;
  private final BuildTrace.Maker traces;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Held> builds = new ArrayDeque<>(); // youngest first; guards itself
  private volatile boolean stops;

  private record Held(Build build, BuildWriter writer) {}

  /// @param patience waits for backends that are away; the fleet's ports have theirs
  /// @param toolchain the digest of the farm's own
  /// @param publisher is told each event of each build
  /// @param traces shows operators what each build does
  /// @param eventBytes the memory for the events of all builds. Where it does not suffice, those of
  ///     the oldest finished builds are packed; where that does not, the builds are forgotten
  public Builds(
      Fleet fleet,
      ArtifactStore store,
      Publications publications,
      Patience patience,
      Digest toolchain,
      Ledger ledger,
      Consumer<BuildEvent> publisher,
      BuildTrace.Maker traces,
      long eventBytes,
      InstantSource clock) {
    this.toolchain = toolchain;
    this.ledger = ledger;
    this.publisher = publisher;
    this.traces = traces;
    this.eventBytes = eventBytes;
    this.services =
        new Build.Services(
            fleet, patience.with(store), fleet.costs(), publications, patience, clock);
  }

  /// Starts a build and returns as soon as the other gateways can know it.
  ///
  /// @param tenant who asks; the builds of one share the workers among themselves
  /// @throws java.util.concurrent.RejectedExecutionException when the gateway stops
  public Build submit(BuildRequest request, String tenant) {
    return submit(request, tenant, Optional.empty());
  }

  /// Does so for a build that is a part of a trace.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException when the gateway stops
  public Build submit(BuildRequest request, String tenant, Optional<TraceParent> of) {
    if (stops) {
      throw new RejectedExecutionException("the gateway stops");
    }
    Build.Asked asked = Build.Asked.now(request, tenant, of, traces, services.clock());
    BuildLog log = new BuildLog();
    BuildWriter writer = BuildWriter.open(asked, ledger, log, publisher);
    Build build = new Build(asked, toolchain, services, log, writer);
    List<Build> older = request.turn().session().isEmpty() ? List.of() : list();
    start(new Held(build, writer), build::run);
    older.stream()
        .filter(old -> old.isRunning() && old.tenant().equals(tenant))
        .filter(old -> old.request().turn().session().equals(request.turn().session()))
        .forEach(old -> old.giveUp(new BuildEvent.Superseded(build.id())));
    return build;
  }

  /// Goes on with a build whose gateway handed it over or died, unless another gateway does.
  ///
  /// @param from who had it
  void takeOver(String id, String from) throws InterruptedException {
    OptionalInt deaths = ledger.records().take(id, from, ledger.gateway());
    Optional<BuildRecord> record = ledger.records().find(id);
    if (deaths.isEmpty() || record.isEmpty()) {
      return;
    }
    List<BuildEvent> told = told(id);
    BuildLog log = new BuildLog();
    told.forEach(log::append);
    if (log.isFinished()) {
      return;
    }
    BuildRecord known = record.get();
    BuildRequest request;
    try {
      request = BuildRequest.parse(known.request());
    } catch (MalformedException e) { // of a newer version of the farm
      ledger.journal().append(id, ledger.gateway(), List.of(interrupted(id, told.size() + 1L)));
      return;
    }
    Optional<TraceParent> of = known.traceParent().flatMap(TraceParent::of);
    Build.Asked asked =
        new Build.Asked(
            id, request, known.tenant(), known.started(), traces.begin(id, known.started(), of));
    BuildWriter writer = BuildWriter.resume(asked, ledger, log, publisher, known);
    Build build = new Build(asked, toolchain, services, log, writer);
    build.reporter().resume(told);
    LOG.log(System.Logger.Level.INFO, "goes on with a build of another gateway: build={0}", id);
    start(
        new Held(build, writer),
        deaths.getAsInt() > MOST_DEATHS ? () -> build.end(deadly()) : build::run);
  }

  private static BuildEvent.Finished interrupted(String id, long sequence) {
    return new BuildEvent.Finished(
        id,
        sequence,
        new BuildEvent.Interrupted(),
        new BuildEvent.Summary(0, 0, 0, 0, Duration.ZERO));
  }

  private static BuildEvent.Aborted deadly() {
    return new BuildEvent.Aborted(
        Blame.INTERNAL,
        MOST_DEATHS
            + " gateways ended while they ran this build; their logs say why, and farm status whether Redis was full");
  }

  private List<BuildEvent> told(String id) {
    List<BuildEvent> told = new ArrayList<>();
    List<BuildEvent> next;
    do {
      next = ledger.journal().read(id, told.size()).orElse(List.of());
      told.addAll(next);
    } while (!next.isEmpty());
    return told;
  }

  private void start(Held held, Runnable work) {
    synchronized (builds) {
      builds.addFirst(held);
    }
    makeRoom();
    writers.execute(() -> write(held));
    threads.execute(
        () -> {
          try {
            BuildTrace trace = held.build().trace();
            trace.run(() -> TraceParent.run(trace.context(), work));
          } finally {
            held.writer().close();
          }
        });
  }

  private void write(Held held) {
    boolean isOurs = false;
    try {
      isOurs = held.writer().run();
    } catch (StoreUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "not handed over: build={0}", held.build().id());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the gateway has stopped
    } finally {
      if (!isOurs) {
        held.build().leave();
        synchronized (builds) {
          builds.remove(held);
        }
        held.build().log().cut();
      }
    }
    makeRoom();
  }

  public Optional<Build> find(String id) {
    return list().stream().filter(build -> build.id().equals(id)).findFirst();
  }

  /// Youngest first.
  public List<Build> list() {
    return held().map(Held::build).toList();
  }

  /// What there is to know of these builds, youngest first.
  List<KnownBuild> known() {
    return held().map(Builds::known).toList();
  }

  private static KnownBuild known(Held held) {
    Build build = held.build();
    BuildProgress progress = build.progress();
    return new KnownBuild(
        build.id(),
        held.writer().record().map(BuildRecord::number),
        build.tenant(),
        build.request().turn().session(),
        build.request().turn().urgency().name(),
        build.project().config().value(),
        build.started(),
        progress.took().isEmpty(),
        progress.summary(progress.took().orElse(Duration.ZERO)));
  }

  private Stream<Held> held() {
    synchronized (builds) {
      return List.copyOf(builds).stream();
    }
  }

  /// Whether it does not run builds any more.
  boolean isStopping() {
    return stops;
  }

  /// How many have not ended.
  public long running() {
    return list().stream().filter(build -> build.progress().took().isEmpty()).count();
  }

  /// Hands the running builds over. Those that cannot be written down now are lost, and their
  /// clients submit them again.
  @Override
  public void close() {
    stops = true;
    threads.shutdownNow();
    threads.close();
    writers.shutdown();
    try {
      if (!writers.awaitTermination(HAND_OVER.toMillis(), TimeUnit.MILLISECONDS)) {
        writers.shutdownNow();
      }
    } catch (InterruptedException e) {
      writers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void makeRoom() {
    for (Optional<BuildLog> large = forgetOld(); large.isPresent(); large = forgetOld()) {
      large.get().pack();
    }
  }

  /// Forgets the oldest finished builds, as far as must be; gives a log that is to be packed first.
  /// The youngest one stays, since somebody is about to ask for it.
  private Optional<BuildLog> forgetOld() {
    synchronized (builds) {
      List<Held> finished =
          new ArrayList<>(builds.stream().filter(held -> held.build().log().isFinished()).toList());
      while (finished.size() > REMEMBERED) {
        builds.remove(finished.removeLast());
      }
      long bytes = builds.stream().mapToLong(held -> held.build().log().bytes()).sum();
      if (bytes <= eventBytes) {
        return Optional.empty();
      }
      Optional<BuildLog> loose =
          finished.reversed().stream()
              .map(held -> held.build().log())
              .filter(log -> !log.isPacked())
              .findFirst();
      while (loose.isEmpty() && bytes > eventBytes && finished.size() > 1) {
        Held oldest = finished.removeLast();
        builds.remove(oldest);
        bytes -= oldest.build().log().bytes();
      }
      return loose;
    }
  }
}
