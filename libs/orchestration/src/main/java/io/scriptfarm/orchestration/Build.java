package io.scriptfarm.orchestration;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.BackendUnavailableException;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.contract.phase.PhaseLog;
import io.scriptfarm.orchestration.publish.Publications;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One build: runs the stages in order and ends with a conclusion. {@link #run} does it on the
/// calling thread; everything else may be asked from any thread meanwhile. What a stage asks of the
/// workers and which events it makes stands in its own class: save, plan, transpile, link,
/// bytecode, publish.
public final class Build {
  private static final System.Logger LOG = System.getLogger(Build.class.getName());

  /// How often a build begins again because the store lost something. A round makes what was lost,
  /// so most are short. A store that loses something so often will go on with that.
  private static final int MOST_ROUNDS = 15;

  private final Asked asked;
  private final Project whole;
  private volatile Project project; // written by the build's thread
  private final Services services;
  private final BuildLog log;
  private final SetAside setAside = new SetAside();
  private final BuildReporter reporter;
  private final Profile profile;
  private volatile Optional<BuildEvent.Conclusion> whenInterrupted = Optional.empty();
  private volatile Optional<Instant> followed = Optional.empty();
  private volatile boolean givenUp;
  private volatile @Nullable Thread thread; // that runs it

  /// What every build of a gateway uses.
  ///
  /// @param fleet waits for backends that are away, as `store` does
  /// @param patience does so for `publications`
  record Services(
      Fleet fleet,
      ArtifactStore store,
      Costs costs,
      Publications publications,
      Patience patience,
      InstantSource clock) {}

  /// What somebody asked for.
  ///
  /// @param id of the build, the same on each gateway that runs it
  /// @param tenant who asked
  /// @param trace what is seen of it
  record Asked(String id, BuildRequest request, String tenant, Instant at, BuildTrace trace) {
    /// Of nobody's trace.
    static Asked now(BuildRequest request, String tenant, InstantSource clock) {
      return now(request, tenant, Optional.empty(), BuildTrace.Maker.NONE, clock);
    }

    static Asked now(
        BuildRequest request,
        String tenant,
        Optional<TraceParent> of,
        BuildTrace.Maker traces,
        InstantSource clock) {
      String id = UUID.randomUUID().toString();
      Instant at = clock.instant();
      return new Asked(id, request, tenant, at, traces.begin(id, at, of));
    }
  }

  /// @param toolchain the digest of the farm's own
  /// @param log the events that are shown; has those that another gateway told of this build
  /// @param publisher is told each event, and shows it in `log`
  Build(
      Asked asked,
      Digest toolchain,
      Services services,
      BuildLog log,
      Consumer<BuildEvent> publisher) {
    this.asked = asked;
    this.whole = asked.request().project(toolchain);
    this.project = whole;
    this.services = services;
    this.log = log;
    this.reporter = new BuildReporter(asked.id(), setAside, publisher);
    this.profile = Profile.of(asked, services.clock(), reporter);
  }

  public String id() {
    return asked.id();
  }

  /// What is being built: what was asked for, without what had to be left out of it.
  public Project project() {
    return project;
  }

  /// What was too much for the compiler. For the build's thread.
  SetAside setAside() {
    return setAside;
  }

  public Instant started() {
    return asked.at();
  }

  public BuildLog log() {
    return log;
  }

  /// How far the build is.
  public BuildProgress progress() {
    return reporter.progress();
  }

  /// Tells its events.
  BuildReporter reporter() {
    return reporter;
  }

  BuildRequest request() {
    return asked.request();
  }

  String tenant() {
    return asked.tenant();
  }

  BuildTrace trace() {
    return asked.trace();
  }

  boolean isRunning() {
    return progress().took().isEmpty();
  }

  /// Notes that somebody follows its events now, through whichever gateway.
  void isFollowedAt(Instant now) {
    followed = Optional.of(now);
  }

  /// Whether somebody followed its events, and nobody has for so long.
  boolean isAbandoned(Instant now, Duration patience) {
    return followed.filter(last -> !last.plus(patience).isAfter(now)).isPresent();
  }

  /// Runs the build; the last thing it does is to tell {@link BuildEvent.Finished}.
  void run() {
    thread = Thread.currentThread();
    if (givenUp) {
      Thread.currentThread().interrupt();
    }
    ScopedValue.where(Patience.LISTENER, reporter::waits).run(this::runHeard);
    thread = null;
  }

  /// Ends the build soon: what it holds back is never published, and workers drop what of it waits
  /// in the queue, unless another build wants the same. Nothing happens to one that has ended.
  ///
  /// @param conclusion how it is to end
  void giveUp(BuildEvent.Conclusion conclusion) {
    whenInterrupted = Optional.of(conclusion);
    interrupt();
  }

  /// Stops to run it soon, without an end: another gateway goes on with it. One that was given up
  /// ends all the same.
  void leave() {
    interrupt();
  }

  /// Tells the end of a build that does not run.
  void end(BuildEvent.Conclusion conclusion) {
    reporter.finished(conclusion, Duration.between(started(), services.clock().instant()));
  }

  private void interrupt() {
    givenUp = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void runHeard() {
    PublishStage publish = new PublishStage(this, services.publications(), services.patience());
    Optional<BuildEvent.Conclusion> conclusion = conclude(publish);
    publish.collect();
    conclusion.ifPresent(this::end);
  }

  /// Empty when another gateway is to go on with it.
  private Optional<BuildEvent.Conclusion> conclude(PublishStage publish) {
    try {
      return Optional.of(rounds(publish));
    } catch (Fleet.NotSettledException e) {
      return Optional.of(conclusion(e.outcome()));
    } catch (BackendUnavailableException e) {
      return Thread.currentThread().isInterrupted()
          ? whenInterrupted
          : Optional.of(
              new BuildEvent.Aborted(
                  Blame.RESOURCES, "the build waited in vain: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return whenInterrupted;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "build failed build=" + id(), e);
      return Optional.of(
          new BuildEvent.Aborted(
              Blame.INTERNAL,
              "the gateway failed on this build; its log has the reason (" + id() + ")"));
    }
  }

  private BuildEvent.Conclusion conclusion(CompileOutcome.Unsettled outcome) {
    return switch (outcome) {
      case CompileOutcome.Incomplete(Set<Digest> missing) -> new BuildEvent.ContentMissing(missing);
      case CompileOutcome.TooMuch tooMuch ->
          new BuildEvent.Aborted(Blame.RESOURCES, tooMuch.words());
      case CompileOutcome.Failed(Blame blame, String reason) when blame == Blame.RESOURCES ->
          new BuildEvent.Aborted(
              blame, reason + reporter.obstacle().map(met -> "; " + met.verdict()).orElse(""));
      case CompileOutcome.Failed(Blame blame, String reason) ->
          new BuildEvent.Aborted(blame, reason);
      case CompileOutcome.Lost(String what) ->
          new BuildEvent.Aborted(
              Blame.RESOURCES,
              "the store does not keep what it is given: "
                  + what
                  + " vanished in each of "
                  + MOST_ROUNDS
                  + " rounds; it needs more memory (farm status)");
      case ParityJob.Provisional other ->
          throw new IllegalStateException("a stage of a build ended as " + other);
    };
  }

  /// Runs the stages, and all of them again when one finds that the store lost what another had put
  /// there, or that the project has to do without some files: what is still there is found, and
  /// only the rest is made.
  private BuildEvent.Conclusion rounds(PublishStage publish)
      throws Fleet.NotSettledException, InterruptedException {
    for (int round = 1; ; round++) {
      try {
        return stages(publish);
      } catch (Fleet.NotSettledException e) {
        String why = goesOnFor(e.outcome()).orElse("");
        if (why.isEmpty() || round == MOST_ROUNDS) {
          throw e;
        }
        LOG.log(Level.WARNING, "made again after round {0}: {1}, build={2}", round, why, id());
      }
      setAside.beginRound();
    }
  }

  /// Why another round may end otherwise, if it may.
  private Optional<String> goesOnFor(CompileOutcome.Unsettled outcome) {
    return switch (outcome) {
      case CompileOutcome.Lost(String what) -> Optional.of(what + " was lost");
      case CompileOutcome.TooMuch tooMuch -> {
        Optional<Project> without = setAside.leaveOut(tooMuch, project, services.store());
        without.ifPresent(smaller -> project = smaller);
        yield without.map(_ -> "without " + tooMuch.culprits());
      }
      case CompileOutcome.Incomplete(Set<Digest> missing) -> {
        boolean isOurs = setAside.forgets(missing, project);
        if (isOurs) {
          project = whole;
        }
        yield isOurs ? Optional.of("the project without its culprits was lost") : Optional.empty();
      }
      case CompileOutcome.Failed _, ParityJob.Provisional _ -> Optional.empty();
    };
  }

  private BuildEvent.Conclusion stages(PublishStage publish)
      throws Fleet.NotSettledException, InterruptedException {
    Fleet fleet = services.fleet();
    if (!request().turn().saved().isEmpty() && setAside.isEmpty()) {
      try (PhaseLog.Open _ = profile.begin(Phase.SAVE)) {
        new SaveStage(this, fleet, publish).run();
      }
    }
    Plan plan;
    try (PhaseLog.Open _ = profile.begin(Phase.PLAN)) {
      plan = new PlanStage(this, fleet, services.store()).run();
    }
    BuildEvent.Conclusion conclusion =
        switch (request().products().emit()) {
          case JS -> javaScript(plan, fleet);
          case LUA -> lua(plan, fleet, publish);
        };
    if (request().insight().since().isPresent()) {
      try (PhaseLog.Open _ = profile.begin(Phase.EXPLAIN)) {
        new ExplainStage(this, fleet).run(plan, request().insight().since().get());
      }
    }
    return conclusion;
  }

  private BuildEvent.Conclusion javaScript(Plan plan, Fleet fleet)
      throws Fleet.NotSettledException, InterruptedException {
    try (PhaseLog.Open _ = profile.begin(Phase.TRANSPILE)) {
      return new TranspileStage(this, fleet, services.costs()).javaScript(plan);
    }
  }

  private BuildEvent.Conclusion lua(Plan plan, Fleet fleet, PublishStage publish)
      throws Fleet.NotSettledException, InterruptedException {
    if (plan.work() instanceof Plan.Sharded work) {
      try (PhaseLog.Open _ = profile.begin(Phase.TRANSPILE)) {
        new TranspileStage(this, fleet, services.costs()).lua(plan, work);
      }
    }
    LinkJob.Linked linked;
    try (PhaseLog.Open _ = profile.begin(Phase.LINK)) {
      linked = setAside.deliverable(link(plan, new LinkStage(this, fleet)), plan);
    }
    Map<BytecodeFormat, CompileOutcome> code;
    try (PhaseLog.Open _ = profile.begin(Phase.BYTECODE)) {
      code = new BytecodeStage(this, fleet).run(plan, linked);
    }
    List<Diagnostic> diagnostics = diagnostics(plan, linked, code);
    if (!linked.emitSkipped()
        && !reporter.isPublished()
        && diagnostics.stream().noneMatch(Diagnostic::isError)) {
      try (PhaseLog.Open _ = profile.begin(Phase.PUBLISH)) {
        publish.run(plan, linked, code);
      }
    }
    return new BuildEvent.Delivered(diagnostics, linked.emitSkipped());
  }

  private LinkJob.Linked link(Plan plan, LinkStage link)
      throws Fleet.NotSettledException, InterruptedException {
    return switch (plan.work()) {
      case Plan.Sharded _ -> link.link(setAside.skippedTasks());
      case Plan.Whole work -> link.whole(plan, work);
    };
  }

  /// Lua that the project's own target cannot load is worth a warning; other formats were a wish.
  private static List<Diagnostic> diagnostics(
      Plan plan, LinkJob.Linked linked, Map<BytecodeFormat, CompileOutcome> code) {
    List<Diagnostic> diagnostics = new ArrayList<>(linked.diagnostics());
    plan.bytecode().map(code::get).map(Build::diagnostics).ifPresent(diagnostics::addAll);
    return diagnostics;
  }

  static List<Diagnostic> diagnostics(CompileOutcome outcome) {
    return outcome instanceof Settled settled ? settled.diagnostics() : List.of();
  }

  static String jobId() {
    return UUID.randomUUID().toString();
  }

  /// An order of this build that has no events of its own.
  Order order() {
    return order(new Fleet.Unheard());
  }

  Order order(Fleet.Observer observer) {
    return order(request().turn().urgency(), observer);
  }

  Order order(Urgency urgency, Fleet.Observer observer) {
    return new Order(id(), tenant(), urgency, observer, profile);
  }
}
