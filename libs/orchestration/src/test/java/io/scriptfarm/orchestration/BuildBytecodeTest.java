package io.scriptfarm.orchestration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.BytecodeJob.BytecodeCompiled;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.orchestration.publish.SigningKeys;
import io.scriptfarm.store.memory.MemoryReleaseLog;
import io.scriptfarm.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A project that is planned and linked, and what becomes of its bytecode with workers that can and
/// cannot make it.
@Timeout(30)
@DisplayName("R6 the bytecode of a build")
class BuildBytecodeTest {
  private static final Project PROJECT =
      new Project(
          Digest.ofUtf8("toolchain"), Digest.ofUtf8("snapshot"), new ProjectPath("tsconfig.json"));
  private static final String REASON = "bytecode for lua53 is not available here: install it";
  private static final Diagnostic WARNING =
      new Diagnostic(
          Diagnostic.Category.WARNING, 3, Optional.of("scriptfarm"), Optional.empty(), "no Lua");
  private static final Blob PLAN =
      Blob.ofUtf8(
          Json.write(
              new Plan(
                  new Toolchain("6.0.2", "1.37.1", Digest.ofUtf8("pair")),
                  List.of(),
                  new Plan.Sharded(List.of()),
                  List.of(),
                  Set.of(),
                  Optional.of(BytecodeFormat.LUA53),
                  new TreeMap<>(),
                  List.of(),
                  List.of(),
                  Plan.Placement.NONE)));
  private static final OutputFile LUA =
      new OutputFile(
          "out/main.lua", Optional.empty(), Digest.ofUtf8("lua"), 3, Optional.empty(), true);
  private static final OutputFile MAP =
      new OutputFile(
          "out/main.lua.map", Optional.empty(), Digest.ofUtf8("map"), 3, Optional.empty(), false);

  private final MemoryStore store = new MemoryStore(Duration.ofDays(1), () -> Instant.EPOCH);
  private final OutcomeIndex outcomes = store.outcomes();
  private final CompletionFeed completions = new CompletionFeed();
  private final List<Job> published = new ArrayList<>();

  private BuildBytecodeTest() {
    List<Blob> blobs = new ArrayList<>(List.of(PLAN, Blob.ofUtf8("lua"), Blob.ofUtf8("map")));
    for (BytecodeFormat format : BytecodeFormat.values()) {
      blobs.add(Blob.ofUtf8(format.id()));
    }
    store.artifacts().write(blobs);
    outcomes.record(
        Map.of(
            PlanJob.key(PROJECT), new PlanJob.Planned(PLAN.digest(), Optional.empty()),
            LinkJob.key(PROJECT), new LinkJob.Linked(List.of(LUA, MAP), List.of(), false)));
  }

  private static BytecodeCompiled compiled(BytecodeFormat format) {
    BytecodeJob.Chunk chunk =
        format == BytecodeFormat.LUA51
            ? new BytecodeJob.Invalid(7, "'=' expected near '//'")
            : new BytecodeJob.Loadable(Digest.ofUtf8(format.id()), 9);
    return new BytecodeCompiled(
        new TreeMap<>(Map.of(LUA.path(), chunk)),
        chunk instanceof BytecodeJob.Invalid ? List.of(WARNING) : List.of());
  }

  /// A worker with every compiler.
  private void make(Job job) {
    ((BytecodeJob) job)
        .formats()
        .forEach(
            format -> outcomes.record(Map.of(BytecodeJob.key(PROJECT, format), compiled(format))));
    store.claims().release(job.keys(), job.build());
    completions.accept(
        new Completion(job.id(), "able", job.keys(), Map.of(), Map.of(), Duration.ZERO));
  }

  /// A worker without any.
  private void refuse(Job job) {
    Map<CompileKey, CompileOutcome.Unsettled> unsettled = new TreeMap<>();
    job.keys()
        .forEach(
            key ->
                unsettled.put(
                    key, new CompileOutcome.Failed(CompileOutcome.Blame.RESOURCES, REASON)));
    store.claims().release(job.keys(), job.build());
    completions.accept(
        new Completion(job.id(), "unable", Set.of(), Map.of(), unsettled, Duration.ZERO));
  }

  private List<BuildEvent> build(Consumer<Job> worker, Set<BytecodeFormat> wanted) {
    Fleet fleet =
        new Fleet(
            outcomes,
            store.claims(),
            new WorkedQueue(
                (lane, job) -> {
                  published.add(job);
                  worker.accept(job);
                }),
            store.quarantine(),
            completions,
            new Shares(() -> 0),
            () -> Instant.EPOCH,
            Duration.ofDays(1));
    List<BuildEvent> events = new ArrayList<>();
    BuildRequest request =
        BuildRequest.of(PROJECT.snapshot(), PROJECT.config(), Urgency.BULK)
            .with(new BuildRequest.Products(Emit.LUA, wanted, Optional.empty(), false));
    ArtifactStore artifacts = new ReadOnly(store.artifacts());
    Publications publications =
        new Publications(
            store.releases(),
            store.releaseStore(),
            artifacts,
            new SigningKeys(Path.of("target/keys")),
            new MemoryReleaseLog(),
            1,
            () -> Instant.EPOCH);
    new Build(
            Build.Asked.now(request, "tenant", () -> Instant.EPOCH),
            PROJECT.toolchain(),
            new Build.Services(
                fleet,
                artifacts,
                new Costs(),
                publications,
                new Patience(Duration.ZERO, () -> Instant.EPOCH),
                () -> Instant.EPOCH),
            new BuildLog(),
            events::add)
        .run();
    return events;
  }

  private static List<BuildEvent.Bytecode> bytecode(List<BuildEvent> events, OutputFile output) {
    return events.stream()
        .filter(BuildEvent.OutputReady.class::isInstance)
        .map(BuildEvent.OutputReady.class::cast)
        .filter(ready -> ready.output().equals(output))
        .findFirst()
        .orElseThrow()
        .bytecode();
  }

  private static List<Diagnostic> diagnostics(List<BuildEvent> events) {
    var end = assertInstanceOf(BuildEvent.Finished.class, events.getLast());
    return assertInstanceOf(BuildEvent.Delivered.class, end.conclusion()).diagnostics();
  }

  @Test
  @DisplayName("is left out where a worker cannot make it, which nobody remembers")
  void isLeftOutWhereNobodyCan() {
    List<BuildEvent> events = build(this::refuse, Set.of());

    assertEquals(
        List.of(new BuildEvent.Unavailable(BytecodeFormat.LUA53, REASON)), bytecode(events, LUA));
    assertEquals(List.of(), diagnostics(events));
    assertFalse(
        outcomes
            .find(Set.of(BytecodeJob.key(PROJECT, BytecodeFormat.LUA53)))
            .containsKey(BytecodeJob.key(PROJECT, BytecodeFormat.LUA53)));

    List<BuildEvent> next = build(this::make, Set.of());

    assertEquals(
        List.of(new BuildEvent.Loadable(BytecodeFormat.LUA53, Digest.ofUtf8("lua53"), 9)),
        bytecode(next, LUA));
  }

  @Test
  @DisplayName("is no job when linking made it already")
  void isNoJobWhenKnown() {
    outcomes.record(
        Map.of(BytecodeJob.key(PROJECT, BytecodeFormat.LUA53), compiled(BytecodeFormat.LUA53)));

    List<BuildEvent> events = build(this::refuse, Set.of());

    assertEquals(List.of(), published);
    assertInstanceOf(BuildEvent.Loadable.class, bytecode(events, LUA).getFirst());
    assertEquals(List.of(), bytecode(events, MAP));
  }

  @Test
  @DisplayName("comes in further formats, which warn of nothing")
  void comesInFurtherFormats() {
    List<BuildEvent> events =
        build(this::make, Set.of(BytecodeFormat.LUAJIT, BytecodeFormat.LUA51));

    assertEquals(1, published.size());
    assertEquals(
        List.of(
            new BuildEvent.Loadable(BytecodeFormat.LUA53, Digest.ofUtf8("lua53"), 9),
            new BuildEvent.Invalid(BytecodeFormat.LUA51, 7, "'=' expected near '//'"),
            new BuildEvent.Loadable(BytecodeFormat.LUAJIT, Digest.ofUtf8("luajit"), 9)),
        bytecode(events, LUA));
    assertEquals(List.of(), diagnostics(events));
  }

  @Test
  @DisplayName("warns of Lua that its own target cannot load")
  void warnsForItsOwnTarget() {
    outcomes.record(
        Map.of(BytecodeJob.key(PROJECT, BytecodeFormat.LUA53), compiled(BytecodeFormat.LUA51)));

    assertEquals(List.of(WARNING), diagnostics(build(this::refuse, Set.of())));
  }

  /// For those who only read.
  private record ReadOnly(ArtifactStore store) implements ArtifactStore {
    @Override
    public Map<Digest, Blob> read(Set<Digest> digests) {
      return store.read(digests);
    }

    @Override
    public void write(Collection<Blob> blobs) {
      throw new UnsupportedOperationException("a gateway writes nothing");
    }

    @Override
    public Set<Digest> missing(Set<Digest> digests) {
      throw new UnsupportedOperationException("a gateway does not ask");
    }
  }
}
