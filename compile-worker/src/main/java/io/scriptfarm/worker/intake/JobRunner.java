package io.scriptfarm.worker.intake;

import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.CompileOutcome.Unsettled;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.parity.ParityProcess;
import io.scriptfarm.worker.artifact.CachedContents;
import io.scriptfarm.worker.artifact.Plans;
import io.scriptfarm.worker.compile.CompilerPool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Runs one job: compile what is not known yet, store the blobs, then the outcomes, then say so.
/// Thread-safe.
public final class JobRunner {
  /// How many tasks of a unit are stored and reported together: often enough for a progress bar,
  /// and for little to be lost with a worker; rarely enough that storing costs next to nothing.
  private static final int BATCH = 8;

  private final String worker;
  private final CompilerPool compilers;
  private final CachedContents contents;
  private final Plans plans;
  private final OutcomeIndex outcomes;
  private final Claims claims;
  private final Consumer<Completion> completions;
  private final WorkerMeters meters;
  private final InstantSource clock;

  public JobRunner(
      String worker,
      CompilerPool compilers,
      CachedContents contents,
      OutcomeIndex outcomes,
      Claims claims,
      Consumer<Completion> completions,
      WorkerMeters meters,
      InstantSource clock) {
    this.worker = worker;
    this.compilers = compilers;
    this.contents = contents;
    this.plans = new Plans(contents);
    this.outcomes = outcomes;
    this.claims = claims;
    this.completions = completions;
    this.meters = meters;
    this.clock = clock;
  }

  /// Runs the job to its end on the calling thread, which must be a platform thread, and gives the
  /// time that it took. Returning means that every key of the job is reported.
  ///
  /// @throws InterruptedException when it was told to stop; what was not reported is to be done
  ///     again
  public Duration run(Job job) throws InterruptedException {
    Report report = new Report(job);
    Map<CompileKey, Settled> known = outcomes.find(job.keys());
    known.keySet().forEach(report::found);
    if (known.size() < job.keys().size() || isStillOfUse(job)) {
      try (CompilerPool.Lease lease = compilers.borrow(job.project())) {
        compile(job, known.keySet(), lease.compiler(), report);
      }
    }
    report.flush();
    Duration took = report.took();
    meters.jobDone(job, took);
    return took;
  }

  /// Whether a job that settles nothing comes in time.
  private boolean isStillOfUse(Job job) {
    return job instanceof OpenJob(var id, var build, Project project)
        && outcomes.find(Set.of(PlanJob.key(project))).isEmpty();
  }

  private void compile(Job job, Set<CompileKey> known, TstlCompiler compiler, Report report)
      throws InterruptedException {
    switch (job) {
      case PlanJob(var id, var build, Project project) ->
          report.add(
              PlanJob.key(project), compiler.plan(project, contents, outcomes::find), report.took());
      case OpenJob(var id, var build, Project project) -> compiler.open(project, contents);
      case TranspileJob(var id, var build, Project project, List<Plan.Task> tasks) ->
          transpile(project, tasks, known, compiler, report);
      case SaveJob(var id, var build, Project project, ProjectPath script, Emit emit) ->
          report.add(
              SaveJob.key(project, script, emit),
              compiler.save(project, script, emit, contents),
              report.took());
      case ParityJob(var id, var build, Project project, ProjectPath script, int updates) ->
          report.add(
              ParityJob.key(project, script, updates),
              compiler.parity(
                  project,
                  script,
                  contents,
                  runnable ->
                      new ParityJob.Compared(ParityProcess.run(runnable, script, updates))),
              report.took());
      case LinkJob(var id, var build, Project project) ->
          report.add(LinkJob.key(project), link(project, compiler), report.took());
      case BytecodeJob(var id, var build, Project project, Set<BytecodeFormat> formats) -> {
        for (BytecodeFormat format : formats) {
          CompileKey key = BytecodeJob.key(project, format);
          if (!known.contains(key)) {
            report.add(key, compileBytecode(project, format, compiler), report.took());
          }
        }
      }
    }
  }

  private void transpile(
      Project project,
      List<Plan.Task> tasks,
      Set<CompileKey> known,
      TstlCompiler compiler,
      Report report)
      throws InterruptedException {
    Optional<Planned> planned = plan(project);
    if (planned.isEmpty()) {
      tasks.forEach(task -> report.add(task.key(), lost("the project's plan"), Duration.ZERO));
      return;
    }
    Plan plan = planned.get().plan();
    compiler.prefetch(project, plan, contents);
    for (Plan.Task task : tasks) {
      if (Thread.interrupted()) {
        throw new InterruptedException("told to stop before " + task.subject());
      }
      if (!known.contains(task.key())) {
        Instant begin = clock.instant();
        Product product = compiler.run(project, plan.work(), task.subject(), contents);
        Duration took = since(begin);
        meters.taskDone(task.subject(), product.outcome(), took);
        report.add(task.key(), product, took);
      }
    }
  }

  private Product link(Project project, TstlCompiler compiler) {
    Optional<Planned> planned = plan(project);
    return planned.isEmpty()
        ? lost("the project's plan")
        : switch (planned.get().plan().work()) {
          case Plan.Sharded work -> link(project, planned.get(), work, compiler);
          case Plan.Whole work -> compileWhole(project, planned.get().plan(), work, compiler);
        };
  }

  private Product compileWhole(Project project, Plan plan, Plan.Whole work, TstlCompiler compiler) {
    contents.prefetch(plan.sources());
    Instant begin = clock.instant();
    Product product = compiler.compileWhole(project, plan, contents);
    meters.wholeDone(work, product.outcome(), since(begin));
    return product;
  }

  private Product link(Project project, Planned planned, Plan.Sharded work, TstlCompiler compiler) {
    Set<CompileKey> keys = new HashSet<>();
    Set<Digest> texts = new HashSet<>();
    work.tasks().forEach(task -> keys.add(task.key()));
    Map<CompileKey, Settled> settled = outcomes.find(keys);
    if (settled.size() < keys.size()) {
      return lost((keys.size() - settled.size()) + " outcomes");
    }
    settled.values().forEach(outcome -> texts.addAll(outcome.blobs()));
    contents.prefetch(texts);
    compiler.prefetch(project, planned.plan(), contents);
    return compiler.link(project, planned.plan(), work, planned.graph(), settled, contents);
  }

  private Product compileBytecode(Project project, BytecodeFormat format, TstlCompiler compiler) {
    if (!(outcomes.find(Set.of(LinkJob.key(project))).get(LinkJob.key(project))
        instanceof LinkJob.Linked linked)) {
      return lost("the linked Lua");
    }
    contents.prefetch(linked.blobs());
    return compiler.compileBytecode(project, linked, format, contents);
  }

  private static Product lost(String what) {
    return new Product(
        new CompileOutcome.Failed(
            CompileOutcome.Blame.RESOURCES,
            what
                + " vanished from Redis during the build; submit again, and give Redis more memory if"
                + " that repeats"),
        List.of());
  }

  /// A plan, and the blob of its graph while its keys are provisional.
  private record Planned(Plan plan, Optional<Digest> graph) {}

  private Optional<Planned> plan(Project project) {
    return outcomes.find(Set.of(PlanJob.key(project))).get(PlanJob.key(project))
            instanceof PlanJob.Planned(Digest plan, Optional<Digest> graph)
        ? plans.find(plan).map(found -> new Planned(found, graph))
        : Optional.empty();
  }

  private Duration since(Instant begin) {
    return Duration.between(begin, clock.instant());
  }

  /// What of a job is done but not yet stored and told.
  private final class Report {
    private final Job job;
    private final Instant begin = clock.instant();
    private final Set<CompileKey> found = new HashSet<>();
    private final Map<CompileKey, Settled> settled = new HashMap<>();
    private final Map<CompileKey, Unsettled> unsettled = new HashMap<>();
    private final Map<CompileKey, Duration> compiled = new HashMap<>();
    private final List<Blob> blobs = new ArrayList<>();
    private final Map<CompileKey, Settled> byproducts = new HashMap<>();

    Report(Job job) {
      this.job = job;
    }

    void found(CompileKey key) {
      found.add(key);
    }

    void add(CompileKey key, Product product, Duration took) {
      switch (product.outcome()) {
        case Settled outcome -> {
          settled.put(key, outcome);
          compiled.put(key, took);
        }
        case Unsettled outcome -> unsettled.put(key, outcome);
      }
      blobs.addAll(product.blobs());
      byproducts.putAll(product.byproducts());
      if (settled.size() + unsettled.size() >= BATCH) {
        flush();
      }
    }

    /// Blobs first, the outcomes that name them after, the word last.
    void flush() {
      contents.write(blobs);
      byproducts.putAll(settled);
      outcomes.record(byproducts);
      Set<CompileKey> done = new HashSet<>(settled.keySet());
      done.addAll(found);
      Set<CompileKey> free = new HashSet<>(done);
      free.addAll(unsettled.keySet());
      claims.release(free, job.build());
      if (!free.isEmpty()) {
        completions.accept(new Completion(job.id(), worker, done, compiled, unsettled, took()));
      }
      blobs.clear();
      byproducts.clear();
      compiled.clear();
      settled.clear();
      unsettled.clear();
      found.clear();
    }

    Duration took() {
      return since(begin);
    }
  }
}
