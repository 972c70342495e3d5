package io.scriptfarm.orchestration;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.orchestration.publish.SigningKeys;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseLog;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.store.memory.MemoryReleaseLog;
import io.scriptfarm.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Everything that builds need, in the memory of one process. The test says what workers answer to
/// a job, which they do at once; a job without an answer stays in the queue. Time stands still,
/// except for those who wait for a backend.
final class FarmInMemory {
  static final Toolchain PAIR = new Toolchain("6.0.2", "1.37.1", Digest.ofUtf8("pair"));
  static final Digest TOOLCHAIN = Digest.ofUtf8("toolchain");
  static final ProjectPath CONFIG = new ProjectPath("tsconfig.json");

  private Instant now = Instant.EPOCH; // passes while somebody waits for a backend
  final MemoryStore store = new MemoryStore(Duration.ofDays(1), () -> Instant.EPOCH);
  final CompletionFeed completions = new CompletionFeed();
  final List<Job> published = new CopyOnWriteArrayList<>();
  final Map<Job, Job.Lane> lanes = new ConcurrentHashMap<>();
  final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  final RecordedLog log = new RecordedLog();
  final Patience patience =
      new Patience(Duration.ofMinutes(2), () -> now, pause -> now = now.plus(pause));
  final Shares shares = new Shares(() -> 0);
  final Publications publications;
  final Fleet fleet;
  private final Map<Class<? extends Job>, Function<Job, Map<CompileKey, CompileOutcome>>> answers =
      new HashMap<>();

  /// Jobs for which the worker finds what was made before.
  final Set<Class<? extends Job>> finding = new HashSet<>();

  /// @param keys where the keys lie that sign generations
  FarmInMemory(Path keys) {
    publications =
        new Publications(
            store.releases(),
            store.releaseStore(),
            store.artifacts(),
            new SigningKeys(keys),
            log,
            1,
            () -> Instant.EPOCH);
    fleet =
        new Fleet(
            patience.with(store.outcomes()),
            patience.with(store.claims()),
            patience.with(new WorkedQueue(this::publish)),
            patience.with(store.quarantine()),
            completions,
            shares,
            () -> Instant.EPOCH,
            Duration.ofDays(1));
  }

  private void publish(Job.Lane lane, Job job) {
    published.add(job);
    lanes.put(job, lane);
    var answer = answers.get(job.getClass());
    if (answer != null) {
      answer(job, answer.apply(job));
    }
  }

  /// Does what a worker does that ran the job: records what is settled, gives up the claims, tells
  /// all.
  void answer(Job job, Map<CompileKey, CompileOutcome> outcomes) {
    Map<CompileKey, CompileOutcome.Settled> settled = new HashMap<>();
    Map<CompileKey, CompileOutcome.Unsettled> unsettled = new HashMap<>();
    Map<CompileKey, Duration> times = new HashMap<>();
    outcomes.forEach(
        (key, outcome) -> {
          switch (outcome) {
            case CompileOutcome.Settled each -> {
              settled.put(key, each);
              if (!finding.contains(job.getClass())) {
                times.put(key, Duration.ofMillis(1));
              }
            }
            case CompileOutcome.Unsettled each -> unsettled.put(key, each);
          }
        });
    store.outcomes().record(settled);
    store.claims().release(job.keys(), job.build());
    completions.accept(
        new Completion(job.id(), "worker", settled.keySet(), times, unsettled, Duration.ZERO));
  }

  <J extends Job> void on(Class<J> type, Function<J, Map<CompileKey, CompileOutcome>> outcomes) {
    answers.put(type, job -> outcomes.apply(type.cast(job)));
  }

  /// Every key of these jobs ends so.
  void on(Class<? extends Job> type, CompileOutcome outcome) {
    answers.put(
        type,
        job -> {
          Map<CompileKey, CompileOutcome> all = new HashMap<>();
          job.keys().forEach(key -> all.put(key, outcome));
          return all;
        });
  }

  /// Stores a text, as a worker does before it names it.
  Digest put(String text) {
    Blob blob = Blob.ofUtf8(text);
    store.artifacts().write(List.of(blob));
    return blob.digest();
  }

  /// A project of these files, which is uploaded.
  Project project(Map<String, String> files) {
    Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
    files.forEach(
        (path, text) ->
            entries.put(new ProjectPath(path), new Snapshot.File(put(text), text.length())));
    Blob listing = SnapshotCodec.encode(new Snapshot(new TreeMap<>(entries)));
    store.artifacts().write(List.of(listing));
    return new Project(TOOLCHAIN, listing.digest(), CONFIG);
  }

  /// Workers plan every project so.
  void onPlan(Plan.Work work, Optional<BytecodeFormat> bytecode, Plan.Placement placement) {
    on(PlanJob.class, planned(work, bytecode, placement));
  }

  PlanJob.Planned planned(Plan.Work work) {
    return planned(work, Optional.empty(), Plan.Placement.NONE);
  }

  private PlanJob.Planned planned(
      Plan.Work work, Optional<BytecodeFormat> bytecode, Plan.Placement placement) {
    Plan plan =
        new Plan(
            PAIR,
            List.of(),
            work,
            List.of(),
            Set.of(),
            bytecode,
            new TreeMap<>(Map.of("outDir", "out")),
            List.of(),
            List.of(),
            placement);
    return new PlanJob.Planned(put(Json.write(plan)), Optional.empty());
  }

  static Plan.Task task(String script) {
    return new Plan.Task(
        CompileKey.of("script", script), new Plan.Script(new ProjectPath(script)), 10);
  }

  static Plan.Sharded sharded(String... scripts) {
    List<Plan.Task> tasks = new ArrayList<>();
    for (String script : scripts) {
      tasks.add(task(script));
    }
    return new Plan.Sharded(tasks);
  }

  /// A script that TSTL transpiled without a word.
  TranspileJob.Transpiled transpiled() {
    return new TranspileJob.Transpiled(
        Optional.of(put("transpiled")), Optional.empty(), Optional.empty(), List.of(), List.of());
  }

  /// The Lua file of a script.
  OutputFile lua(String script, String text) {
    return new OutputFile(
        "out/" + script.replaceFirst("\\.ts$", ".lua"),
        Optional.of(new ProjectPath(script)),
        put(text),
        text.length(),
        Optional.empty(),
        true);
  }

  /// Where one gateway writes its builds down; all write to the same place.
  Ledger ledger(String gateway) {
    return new Ledger(gateway, store.buildRecords(), store.buildJournal());
  }

  static BuildRequest request(Project project) {
    return BuildRequest.of(project.snapshot(), project.config(), Urgency.BULK);
  }

  /// Runs a build on this thread.
  BuildEvent.Finished build(BuildRequest request) {
    events.clear();
    ArtifactStore artifacts = store.artifacts();
    new Build(
            Build.Asked.now(request, "tenant", () -> Instant.EPOCH),
            TOOLCHAIN,
            new Build.Services(
                fleet, artifacts, new Costs(), publications, patience, () -> Instant.EPOCH),
            new BuildLog(),
            events::add)
        .run();
    return (BuildEvent.Finished) events.getLast();
  }

  List<? extends Class<?>> jobs() {
    return published.stream().map(Object::getClass).toList();
  }

  List<String> told() {
    return events.stream().map(Json::type).toList();
  }

  <E extends BuildEvent> List<E> told(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// A log that tells what it was told.
  static final class RecordedLog implements ReleaseLog {
    final List<Long> announced = new CopyOnWriteArrayList<>();
    final List<Long> forgotten = new CopyOnWriteArrayList<>();
    private final ReleaseLog log = new MemoryReleaseLog();

    @Override
    public void announce(Release release) {
      announced.add(release.generation());
      log.announce(release);
    }

    @Override
    public void forget(WorkspaceName workspace, long generation) {
      forgotten.add(generation);
      log.forget(workspace, generation);
    }

    @Override
    public long highest(WorkspaceName workspace) {
      return log.highest(workspace);
    }

    @Override
    public void restore(ReleaseStore store) {
      log.restore(store);
    }
  }
}
