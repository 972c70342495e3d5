package io.scriptfarm.orchestration;

import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.WorkspaceName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One build, from its project to its conclusion: plan, transpile, link. {@link #run} does it on
/// the calling thread; everything else may be asked from any thread meanwhile.
public final class Build {
  private final String id = UUID.randomUUID().toString();
  private final Project project;
  private final Job.Lane lane;
  private final Set<ProjectPath> saved;
  private final Emit emit;
  private final Set<BytecodeFormat> bytecode;
  private final Optional<Publications.Wish> publish;
  private final Instant started;
  private final BuildLog log = new BuildLog();
  private volatile Tally tally = Tally.START; // written by the thread that runs the build

  Build(Request request, Instant started) {
    this.project = request.project();
    this.lane = request.lane();
    this.saved = request.saved();
    this.emit = request.emit();
    this.bytecode = request.bytecode();
    this.publish = request.publish();
    this.started = started;
  }

  /// What somebody wants. `saved` are scripts that they wait for; `bytecode` is what they want
  /// besides that of the project's target; `publish` asks for a generation, of a workspace by name
  /// or of the one that the project's settings name.
  public record Request(
      Project project,
      Job.Lane lane,
      Set<ProjectPath> saved,
      Emit emit,
      Set<BytecodeFormat> bytecode,
      Optional<Publications.Wish> publish) {
    public Request {
      saved = Set.copyOf(saved);
      bytecode = Set.copyOf(bytecode);
    }
  }

  public String id() {
    return id;
  }

  public Project project() {
    return project;
  }

  public Instant started() {
    return started;
  }

  public BuildLog log() {
    return log;
  }

  /// How far the build is.
  public Tally tally() {
    return tally;
  }

  /// Runs the build; the last thing it does is to append {@link BuildEvent.Finished}.
  void run(
      Fleet fleet,
      ArtifactStore store,
      Costs costs,
      Publications publications,
      Consumer<BuildEvent> publisher,
      InstantSource clock) {
    new Run(fleet, store, costs, publications, publisher, clock).conclude();
  }

  /// Ends a stage early with the build's conclusion.
  private static final class Concluded extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient BuildEvent.Conclusion conclusion;

    Concluded(BuildEvent.Conclusion conclusion) {
      super(null, null, false, false);
      this.conclusion = conclusion;
    }
  }

  /// The build in progress; confined to the thread that runs it.
  private final class Run {
    private final Fleet fleet;
    private final ArtifactStore store;
    private final Costs costs;
    private final Publications publications;
    private final Consumer<BuildEvent> publisher;
    private final InstantSource clock;
    private Optional<WorkspaceName> publishedIn = Optional.empty();

    Run(
        Fleet fleet,
        ArtifactStore store,
        Costs costs,
        Publications publications,
        Consumer<BuildEvent> publisher,
        InstantSource clock) {
      this.fleet = fleet;
      this.store = store;
      this.costs = costs;
      this.publications = publications;
      this.publisher = publisher;
      this.clock = clock;
    }

    void conclude() {
      BuildEvent.Conclusion conclusion;
      try {
        if (!saved.isEmpty()) {
          save();
        }
        Plan plan = plan();
        conclusion =
            switch (emit) {
              case LUA -> lua(plan);
              case JS -> javaScript(plan);
            };
      } catch (Concluded early) {
        conclusion = early.conclusion;
      } catch (StoreUnavailableException | QueueUnavailableException e) {
        conclusion =
            new BuildEvent.Aborted(
                Blame.RESOURCES,
                "the farm's backends do not answer ("
                    + e.getMessage()
                    + "); submit again when Redis and Kafka are back: nothing is lost");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        conclusion =
            new BuildEvent.Aborted(
                Blame.RESOURCES, "the gateway is shutting down; submit again: nothing is lost");
      } catch (RuntimeException e) {
        System.getLogger(Build.class.getName())
            .log(System.Logger.Level.ERROR, "build failed build=" + id, e);
        conclusion =
            new BuildEvent.Aborted(
                Blame.INTERNAL, "the gateway failed on this build: " + e + "; its log says more");
      }
      publishedIn.ifPresent(this::collect);
      Duration took = Duration.between(started, clock.instant());
      tally = tally.ended(took);
      BuildEvent.Conclusion last = conclusion;
      emit(sequence -> new BuildEvent.Finished(id, sequence, last, tally.summary(took)));
    }

    private void collect(WorkspaceName workspace) {
      try {
        publications.collect(workspace);
      } catch (RuntimeException e) { // whatever it is, the build is told to be finished
        System.getLogger(Build.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "old generations of " + workspace + " stay until the next one is published",
                e);
      }
    }

    private Plan plan() throws Concluded, InterruptedException {
      List<Job> jobs = new ArrayList<>();
      jobs.add(new PlanJob(jobId(), id, project));
      if (lane == Job.Lane.BULK) {
        jobs.add(new OpenJob(jobId(), id, project)); // for whoever shares the units
      }
      Settled outcome = settle(PlanJob.key(project), jobs, new Fleet.Unheard());
      if (outcome instanceof PlanJob.Planned(Digest plan, var _)) {
        Blob blob = store.read(Set.of(plan)).get(plan);
        if (blob != null) {
          return Json.read(blob.bytes(), Plan.class);
        }
      }
      throw new IllegalStateException("the plan of " + project + " ended as " + outcome);
    }

    private BuildEvent.Conclusion lua(Plan plan) throws Concluded, InterruptedException {
      LinkJob.Linked linked =
          switch (plan.work()) {
            case Plan.Sharded work -> {
              var settled = transpile(plan, work.tasks());
              yield link(new Fleet.Unheard());
            }
            case Plan.Whole work -> {
              AllAtOnce scripts = new AllAtOnce(plan, work);
              LinkJob.Linked whole = link(scripts);
              scripts.finished(whole);
              yield whole;
            }
          };
      return delivered(plan, linked);
    }

    /// Each script is a file of its own, so there is nothing to link.
    private BuildEvent.Conclusion javaScript(Plan plan) throws Concluded, InterruptedException {
      List<Plan.Task> tasks = plan.javaScript(project);
      Map<CompileKey, CompileOutcome> outcomes = transpile(plan, tasks);
      for (Plan.Task task : tasks) {
        if (outcomes.get(task.key()) instanceof TranspileJob.Emitted emitted) {
          emitted.outputs().forEach(output -> outputReady(output, List.of()));
        }
      }
      return new BuildEvent.Delivered(
          Diagnostic.sortAndDeduplicate(
              Stream.concat(
                  plan.diagnostics().stream(),
                  outcomes.values().stream().flatMap(outcome -> diagnostics(outcome).stream()))),
          false);
    }

    private void outputReady(OutputFile output, List<BuildEvent.Bytecode> bytecode) {
      emit(sequence -> new BuildEvent.OutputReady(id, sequence, output, bytecode));
    }

    private Map<CompileKey, CompileOutcome> transpile(Plan plan, List<Plan.Task> work)
        throws Concluded, InterruptedException {
      Map<CompileKey, Plan.Task> tasks = new LinkedHashMap<>();
      work.forEach(task -> tasks.put(task.key(), task));
      Map<CompileKey, CompileOutcome> outcomes =
          fleet.settle(
              tasks.keySet(),
              new Fleet.Order(id, lane, new Scripts(plan, tasks)),
              free ->
                  UnitCutter.cut(
                          tasks.values().stream().filter(t -> free.contains(t.key())).toList(),
                          task -> costs.of(project.config(), task))
                      .stream()
                      .<Job>map(unit -> new TranspileJob(jobId(), id, project, unit))
                      .toList());
      Set<Digest> missing = new HashSet<>();
      for (Map.Entry<CompileKey, CompileOutcome> entry : outcomes.entrySet()) {
        switch (entry.getValue()) {
          case Settled outcome -> {}
          case CompileOutcome.Incomplete(Set<Digest> digests) -> missing.addAll(digests);
          case CompileOutcome.Failed(Blame blame, String reason) ->
              throw new Concluded(
                  new BuildEvent.Aborted(
                      blame,
                      describe(Objects.requireNonNull(tasks.get(entry.getKey()))) + ": " + reason));
        }
      }
      if (!missing.isEmpty()) {
        throw new Concluded(new BuildEvent.ContentMissing(missing));
      }
      return outcomes;
    }

    private LinkJob.Linked link(Fleet.Observer observer)
        throws Concluded, InterruptedException {
      Settled outcome =
          settle(LinkJob.key(project), List.of(new LinkJob(jobId(), id, project)), observer);
      if (outcome instanceof LinkJob.Linked linked) {
        return linked;
      }
      throw new IllegalStateException("the linking of " + project + " ended as " + outcome);
    }

    /// Compiles the scripts that were saved, each by itself, before all else: whoever saved them
    /// waits, and the program that a worker makes for it is the one that is planned next. What
    /// fails here is told by the build, which compiles them too.
    private void save() throws InterruptedException {
      Map<CompileKey, ProjectPath> scripts = new HashMap<>();
      saved.forEach(script -> scripts.put(SaveJob.key(project, script, emit), script));
      Saves saves = new Saves(scripts);
      Map<CompileKey, CompileOutcome> told =
          fleet.settle(
              scripts.keySet(),
              new Fleet.Order(id, Job.Lane.INTERACTIVE, saves),
              free ->
                  free.stream()
                      .map(scripts::get)
                      .<Job>map(script -> new SaveJob(jobId(), id, project, script, emit))
                      .toList());
      saves.base.ifPresent(base -> publishSaved(base, scripts, told));
    }

    private void publishSaved(
        Publications.Base base,
        Map<CompileKey, ProjectPath> scripts,
        Map<CompileKey, CompileOutcome> outcomes) {
      Map<ProjectPath, SaveJob.Saved> done = new HashMap<>();
      outcomes.forEach(
          (key, outcome) -> {
            if (outcome instanceof SaveJob.Saved saved) {
              done.put(Objects.requireNonNull(scripts.get(key)), saved);
            }
          });
      if (done.size() == scripts.size()) {
        publications.publishSaved(base, done).ifPresent(this::tell);
      }
    }

    /// Tells the Lua of saved scripts as events, and finds out what to publish it upon.
    private final class Saves implements Fleet.Observer {
      private final Map<CompileKey, ProjectPath> scripts;
      private Optional<Publications.Base> base = Optional.empty();

      Saves(Map<CompileKey, ProjectPath> scripts) {
        this.scripts = scripts;
      }

      @Override
      public void known(Map<CompileKey, Settled> outcomes) {
        outcomes.forEach(this::tell);
      }

      @Override
      public void published() {
        base = publications.base(project, saved, publish);
      }

      @Override
      public void ended(CompileKey key, CompileOutcome outcome, boolean compiled) {
        tell(key, outcome);
      }

      private void tell(CompileKey key, CompileOutcome outcome) {
        if (outcome instanceof SaveJob.Saved saved) {
          ProjectPath script = Objects.requireNonNull(scripts.get(key));
          emit(sequence -> new BuildEvent.ScriptReady(id, sequence, script, saved.outputs()));
        }
      }
    }

    /// Settles the one key of a stage.
    private Settled settle(CompileKey key, List<Job> jobs, Fleet.Observer observer)
        throws Concluded, InterruptedException {
      Fleet.Order order = new Fleet.Order(id, lane, observer);
      CompileOutcome outcome =
          Objects.requireNonNull(fleet.settle(Set.of(key), order, free -> jobs).get(key));
      return switch (outcome) {
        case Settled settled -> settled;
        case CompileOutcome.Incomplete(Set<Digest> missing) ->
            throw new Concluded(new BuildEvent.ContentMissing(missing));
        case CompileOutcome.Failed(Blame blame, String reason) ->
            throw new Concluded(new BuildEvent.Aborted(blame, reason));
      };
    }

    private BuildEvent.Conclusion delivered(Plan plan, LinkJob.Linked linked)
        throws InterruptedException {
      Map<BytecodeFormat, CompileOutcome> code = bytecode(plan, linked);
      for (OutputFile output : linked.outputs()) {
        List<BuildEvent.Bytecode> forms = new ArrayList<>();
        if (output.lua()) {
          code.forEach((format, outcome) -> forms.add(inOneFormat(format, outcome, output.path())));
        }
        outputReady(output, forms);
      }
      // What is no Lua for the project's own target is worth a warning; other formats were a wish.
      List<Diagnostic> diagnostics = new ArrayList<>(linked.diagnostics());
      plan.bytecode().map(code::get).map(Build::diagnostics).ifPresent(diagnostics::addAll);
      if (!linked.emitSkipped() && diagnostics.stream().noneMatch(Diagnostic::isError)) {
        publish(plan, linked, code);
      }
      return new BuildEvent.Delivered(diagnostics, linked.emitSkipped());
    }

    private void publish(
        Plan plan, LinkJob.Linked linked, Map<BytecodeFormat, CompileOutcome> code) {
      Map<String, Map<String, Manifest.Artifact>> artifacts = new HashMap<>();
      code.forEach(
          (format, outcome) -> {
            if (outcome instanceof BytecodeJob.BytecodeCompiled(var chunks, var _)) {
              chunks.forEach(
                  (path, chunk) -> {
                    if (chunk instanceof BytecodeJob.Loadable(Digest digest, long size)) {
                      artifacts
                          .computeIfAbsent(path, file -> new HashMap<>())
                          .put(format.id(), new Manifest.Artifact(digest, size));
                    }
                  });
            }
          });
      switch (publications.publish(
          new Publications.Built(project, plan, linked.outputs(), artifacts), publish)) {
        case Publications.NotWanted() -> {}
        case Publications.Refused(List<Diagnostic> problems) ->
            emit(sequence -> new BuildEvent.PublicationRefused(id, sequence, problems));
        case Publications.Published published -> tell(published);
      }
    }

    private void tell(Publications.Published published) {
      Manifest manifest = published.manifest();
      publishedIn = Optional.of(manifest.workspace());
      Manifest.Difference difference = published.difference();
      emit(
          sequence ->
              new BuildEvent.GenerationPublished(
                  id,
                  sequence,
                  manifest.workspace().value(),
                  manifest.generation(),
                  difference.added().size(),
                  difference.changed().size(),
                  difference.removed().size()));
    }

    /// The bytecode of what was linked, mostly known by now; the target's format first.
    private Map<BytecodeFormat, CompileOutcome> bytecode(Plan plan, LinkJob.Linked linked)
        throws InterruptedException {
      Map<CompileKey, BytecodeFormat> formats = new LinkedHashMap<>();
      if (linked.outputs().stream().anyMatch(OutputFile::lua)) {
        plan.bytecode().ifPresent(format -> formats.put(BytecodeJob.key(project, format), format));
        bytecode.stream()
            .sorted()
            .forEach(format -> formats.putIfAbsent(BytecodeJob.key(project, format), format));
      }
      Map<CompileKey, CompileOutcome> outcomes =
          fleet.settle(
              formats.keySet(),
              new Fleet.Order(id, lane, new Fleet.Unheard()),
              free ->
                  List.of(
                      new BytecodeJob(
                          jobId(),
                          id,
                          project,
                          free.stream().map(formats::get).collect(Collectors.toSet()))));
      Map<BytecodeFormat, CompileOutcome> code = new LinkedHashMap<>();
      formats.forEach((key, format) -> code.put(format, Objects.requireNonNull(outcomes.get(key))));
      return code;
    }

    private void emit(java.util.function.LongFunction<BuildEvent> event) {
      publisher.accept(log.append(event));
    }

    private void planned(Plan plan, int cached) {
      int scripts = plan.work().scripts().size();
      tally = tally.planned(scripts);
      emit(
          sequence ->
              new BuildEvent.Planned(
                  id, sequence, scripts, cached, plan.toolchain(), plan.plugins()));
    }

    private void scriptFinished(
        ProjectPath path, CompileKey key, BuildEvent.Origin origin, List<Diagnostic> diagnostics) {
      tally = tally.plus(origin);
      emit(sequence -> new BuildEvent.ScriptFinished(id, sequence, path, key, origin, diagnostics));
    }

    /// Tells the scripts' outcomes as events.
    private final class Scripts implements Fleet.Observer {
      private final Plan plan;
      private final Map<CompileKey, Plan.Task> tasks;

      Scripts(Plan plan, Map<CompileKey, Plan.Task> tasks) {
        this.plan = plan;
        this.tasks = tasks;
      }

      @Override
      public void known(Map<CompileKey, Settled> outcomes) {
        int known =
            (int)
                tasks.values().stream()
                    .filter(task -> script(task).isPresent() && outcomes.containsKey(task.key()))
                    .count();
        planned(plan, known);
        tasks.forEach(
            (key, task) -> {
              Settled outcome = outcomes.get(key);
              if (outcome != null) {
                ended(key, outcome, false);
              }
            });
      }

      @Override
      public void ended(CompileKey key, CompileOutcome outcome, boolean compiled) {
        script(Objects.requireNonNull(tasks.get(key)))
            .ifPresent(
                path -> scriptFinished(path, key, origin(outcome, compiled), diagnostics(outcome)));
      }

      @Override
      public void took(CompileKey key, Duration time) {
        costs.learn(project.config(), Objects.requireNonNull(tasks.get(key)), time);
      }

      private static Optional<ProjectPath> script(Plan.Task task) {
        return switch (task.subject()) {
          case Plan.Script(var path) -> Optional.of(path);
          case Plan.JavaScript(var path) -> Optional.of(path);
          case Plan.Declarations() -> Optional.empty();
        };
      }

      private static BuildEvent.Origin origin(CompileOutcome outcome, boolean compiled) {
        return switch (outcome) {
          case TranspileJob.Transpiled transpiled when transpiled.text().isEmpty() ->
              BuildEvent.Origin.FAILED;
          case TranspileJob.Emitted emitted when emitted.outputs().isEmpty() ->
              BuildEvent.Origin.FAILED;
          case Settled settled -> compiled ? BuildEvent.Origin.COMPILED : BuildEvent.Origin.CACHED;
          case CompileOutcome.Unsettled unsettled -> BuildEvent.Origin.FAILED;
        };
      }
    }

    /// Tells the scripts' outcomes as events when all of them come at once.
    private final class AllAtOnce implements Fleet.Observer {
      private final Plan plan;
      private final Plan.Whole work;
      private BuildEvent.Origin origin = BuildEvent.Origin.CACHED;

      AllAtOnce(Plan plan, Plan.Whole work) {
        this.plan = plan;
        this.work = work;
      }

      @Override
      public void known(Map<CompileKey, Settled> outcomes) {
        planned(plan, outcomes.isEmpty() ? 0 : work.scripts().size());
      }

      @Override
      public void ended(CompileKey key, CompileOutcome outcome, boolean compiled) {
        if (compiled) {
          origin = BuildEvent.Origin.COMPILED;
        }
      }

      void finished(LinkJob.Linked linked) {
        Map<String, List<Diagnostic>> byFile = new HashMap<>();
        for (Diagnostic diagnostic : linked.diagnostics()) {
          diagnostic
              .location()
              .ifPresent(
                  at ->
                      byFile.computeIfAbsent(at.file(), file -> new ArrayList<>()).add(diagnostic));
        }
        for (ProjectPath script : work.scripts()) {
          scriptFinished(
              script, LinkJob.key(project), origin, byFile.getOrDefault(script.value(), List.of()));
        }
      }
    }
  }

  /// One file in one format.
  private static BuildEvent.Bytecode inOneFormat(
      BytecodeFormat format, CompileOutcome outcome, String path) {
    return switch (outcome) {
      case BytecodeJob.BytecodeCompiled(var chunks, var _) ->
          switch (Objects.requireNonNull(chunks.get(path))) {
            case BytecodeJob.Loadable(Digest digest, long size) ->
                new BuildEvent.Loadable(format, digest, size);
            case BytecodeJob.Invalid(int line, String message) ->
                new BuildEvent.Invalid(format, line, message);
          };
      case CompileOutcome.Failed(Blame _, String reason) ->
          new BuildEvent.Unavailable(format, reason);
      case CompileOutcome.Incomplete(var _) ->
          new BuildEvent.Unavailable(
              format, "the linked Lua vanished from Redis during the build; submit again");
      case Settled other -> throw new IllegalStateException("bytecode ended as " + other);
    };
  }

  private static List<Diagnostic> diagnostics(CompileOutcome outcome) {
    return outcome instanceof Settled settled ? settled.diagnostics() : List.of();
  }

  private static String jobId() {
    return UUID.randomUUID().toString();
  }

  private static String describe(Plan.Task task) {
    return switch (task.subject()) {
      case Plan.Script(var path) -> path.value();
      case Plan.JavaScript(var path) -> path.value();
      case Plan.Declarations() -> "the declaration files";
    };
  }
}
