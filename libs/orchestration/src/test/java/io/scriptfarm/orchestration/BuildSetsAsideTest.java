package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static io.scriptfarm.orchestration.FarmInMemory.sharded;
import static io.scriptfarm.orchestration.FarmInMemory.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildEvent.Origin;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a build does about scripts that are too much for the compiler.
@Timeout(30)
@DisplayName("R43 a build")
class BuildSetsAsideTest {
  private static final ProjectPath B = new ProjectPath("b.ts");
  private static final TooMuch ITSELF = new TooMuch("it took 10 s");
  private static final TooMuch B_IS = new TooMuch(new TreeSet<>(Set.of(B)), "b is deep");

  private final FarmInMemory farm = new FarmInMemory(Path.of("target/keys"));
  private final Project project = farm.project(Map.of("a.ts", "a", "b.ts", "b"));
  private final OutputFile a = farm.lua("a.ts", "lua a");
  private final OutputFile b = farm.lua("b.ts", "lua b");

  private BuildSetsAsideTest() {
    farm.onPlan(sharded("a.ts", "b.ts"), Optional.empty(), Plan.Placement.NONE);
    farm.on(TranspileJob.class, farm.transpiled());
    farm.on(LinkJob.class, new LinkJob.Linked(List.of(a, b), List.of(), false));
  }

  private BuildEvent.Delivered delivered() {
    return assertInstanceOf(BuildEvent.Delivered.class, farm.build(request(project)).conclusion());
  }

  private List<OutputFile> outputs() {
    return farm.told(BuildEvent.OutputReady.class).stream()
        .map(BuildEvent.OutputReady::output)
        .toList();
  }

  private Map<String, Origin> origins() {
    Map<String, Origin> origins = new TreeMap<>();
    farm.told(BuildEvent.ScriptFinished.class)
        .forEach(script -> origins.put(script.script().value(), script.origin()));
    return origins;
  }

  private static void assertBlames(String script, String reason, List<Diagnostic> diagnostics) {
    assertEquals(1, diagnostics.size(), diagnostics::toString);
    Diagnostic error = diagnostics.getFirst();
    assertTrue(error.isError());
    assertEquals(Optional.of(script), error.location().map(Diagnostic.Location::file));
    assertTrue(error.message().contains(reason), error.message());
  }

  @Test
  @DisplayName("links the others when a script is too much, and tries it again next time")
  void skipsAScript() {
    farm.on(
        TranspileJob.class,
        job -> Map.of(task("a.ts").key(), farm.transpiled(), task("b.ts").key(), ITSELF));
    farm.on(LinkJob.class, new LinkJob.Linked(List.of(a), List.of(), false));

    assertBlames("b.ts", "it took 10 s", delivered().diagnostics());

    assertEquals(Map.of("a.ts", Origin.COMPILED, "b.ts", Origin.FAILED), origins());
    assertEquals(List.of(a), outputs());
    LinkJob link = (LinkJob) farm.published.getLast();
    assertEquals(Set.of(task("b.ts").key()), link.without());

    farm.on(TranspileJob.class, farm.transpiled());
    farm.on(LinkJob.class, new LinkJob.Linked(List.of(a, b), List.of(), false));
    assertEquals(List.of(), delivered().diagnostics());
    assertEquals(List.of(a, b), outputs());
  }

  @Test
  @DisplayName("leaves out the file for which there is no plan")
  void leavesOutWhatCannotBePlanned() {
    Plan.Sharded work = sharded("a.ts", "b.ts");
    farm.on(
        PlanJob.class,
        job -> {
          boolean whole = job.project().equals(project);
          return Map.of(PlanJob.key(job.project()), whole ? B_IS : farm.planned(work));
        });

    assertBlames("b.ts", "b is deep", delivered().diagnostics());

    assertEquals(Map.of("a.ts", Origin.COMPILED, "b.ts", Origin.FAILED), origins());
    assertEquals(List.of(a), outputs());
    Project without = farm.published.getLast().project();
    Blob listing =
        Objects.requireNonNull(
            farm.store.artifacts().read(Set.of(without.snapshot())).get(without.snapshot()));
    assertEquals(
        new Snapshot.File(Blob.ofUtf8("").digest(), 0),
        SnapshotCodec.decode(listing).entries().get(B));
  }

  @Test
  @DisplayName("leaves out the file for which no script can be compiled")
  void leavesOutWhatKeepsAllScriptsFromBeingCompiled() {
    farm.on(
        TranspileJob.class,
        job -> {
          Map<CompileKey, CompileOutcome> outcomes = new HashMap<>();
          boolean whole = job.project().equals(project);
          job.keys().forEach(key -> outcomes.put(key, whole ? B_IS : farm.transpiled()));
          return outcomes;
        });

    assertBlames("b.ts", "b is deep", delivered().diagnostics());

    assertEquals(Map.of("a.ts", Origin.COMPILED, "b.ts", Origin.FAILED), origins());
    assertEquals(List.of(a), outputs());
  }

  @Test
  @DisplayName("makes again what the store lost of the project without the culprit")
  void survivesTheLossOfWhatItMade() {
    Deque<Project> tried = new ArrayDeque<>();
    farm.on(
        PlanJob.class,
        job -> {
          tried.add(job.project());
          boolean whole = job.project().equals(project);
          CompileOutcome smaller =
              tried.size() == 2
                  ? new CompileOutcome.Incomplete(Set.of(job.project().snapshot()))
                  : farm.planned(sharded("a.ts", "b.ts"));
          return Map.of(PlanJob.key(job.project()), whole ? B_IS : smaller);
        });

    assertBlames("b.ts", "b is deep", delivered().diagnostics());

    assertEquals(4, tried.size());
    assertEquals(List.of(a), outputs());
  }

  @Test
  @DisplayName("ends with the reason when nobody knows what is too much")
  void endsWhenNobodyIsToBlame() {
    farm.on(LinkJob.class, ITSELF);

    assertEquals(
        new BuildEvent.Aborted(Blame.RESOURCES, "it took 10 s"),
        farm.build(request(project)).conclusion());
  }

  @Test
  @DisplayName("ends with the name when a project is too much without the culprit as well")
  void endsWhenLeavingOutDoesNotHelp() {
    farm.on(PlanJob.class, B_IS);

    assertEquals(
        new BuildEvent.Aborted(Blame.RESOURCES, "b.ts: b is deep"),
        farm.build(request(project)).conclusion());
  }
}
