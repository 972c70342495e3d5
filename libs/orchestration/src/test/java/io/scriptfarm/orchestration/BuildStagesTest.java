package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static io.scriptfarm.orchestration.FarmInMemory.sharded;
import static io.scriptfarm.orchestration.FarmInMemory.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildRecords;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.PluginSet;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.publication.WorkspaceName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a build asks the workers, stage by stage, and what it tells.
@Timeout(30)
@DisplayName("a build")
class BuildStagesTest {
  private static final CompileOutcome.Failed FAILED =
      new CompileOutcome.Failed(Blame.RESOURCES, "out of memory");
  private static final Digest GONE = Digest.ofUtf8("gone");

  private final FarmInMemory farm = new FarmInMemory(Path.of("target/keys"));
  private final Project project = farm.project(Map.of("a.ts", "a", "b.ts", "b"));

  private BuildStagesTest() {
    farm.onPlan(sharded("a.ts", "b.ts"), Optional.empty(), Plan.Placement.NONE);
    farm.on(TranspileJob.class, farm.transpiled());
    farm.on(LinkJob.class, linked(List.of()));
  }

  private LinkJob.Linked linked(List<Diagnostic> diagnostics) {
    return new LinkJob.Linked(
        List.of(farm.lua("a.ts", "lua a"), farm.lua("b.ts", "lua b")), diagnostics, false);
  }

  private static Diagnostic error(String file) {
    return new Diagnostic(
        Diagnostic.Category.ERROR,
        2322,
        Optional.empty(),
        Optional.of(new Diagnostic.Location(file, 0, 1, 1, 1)),
        "no");
  }

  private BuildEvent.Conclusion conclusion() {
    return farm.build(request(project)).conclusion();
  }

  @Test
  @DisplayName("R5 plans, transpiles and links, and tells it in order and numbered")
  void runsTheStagesInOrder() {
    BuildEvent.Finished end = farm.build(request(project));

    assertEquals(
        List.of(PlanJob.class, OpenJob.class, TranspileJob.class, LinkJob.class), farm.jobs());
    assertEquals(
        List.of(
            "planned",
            "script-finished",
            "script-finished",
            "output-ready",
            "output-ready",
            "finished"),
        farm.told());
    assertEquals(
        LongStream.rangeClosed(1, 6).boxed().toList(),
        farm.events.stream().map(BuildEvent::sequence).toList());
    assertEquals(new BuildEvent.Delivered(List.of(), false), end.conclusion());
    assertEquals(new BuildEvent.Summary(2, 2, 0, 0, Duration.ZERO), end.summary());
    assertTrue(farm.lanes.values().stream().allMatch(Job.Lane.BULK::equals));
  }

  @Test
  @DisplayName("R3 asks for nothing that is known, and says so")
  void findsWhatIsKnown() {
    farm.build(request(project));
    farm.published.clear();

    BuildEvent.Finished end = farm.build(request(project));

    assertEquals(List.of(), farm.published);
    assertEquals(new BuildEvent.Summary(2, 0, 2, 0, Duration.ZERO), end.summary());
    assertEquals(2, farm.told(BuildEvent.Planned.class).getFirst().cached());
    assertTrue(
        farm.told(BuildEvent.ScriptFinished.class).stream()
            .allMatch(script -> script.origin() == BuildEvent.Origin.CACHED));
  }

  @Test
  @DisplayName("opens no other workers' programs when a person waits")
  void opensNothingForAPerson() {
    farm.build(BuildRequest.of(project.snapshot(), project.config(), Urgency.INTERACTIVE));

    assertEquals(List.of(PlanJob.class, TranspileJob.class, LinkJob.class), farm.jobs());
    assertTrue(farm.lanes.values().stream().allMatch(Job.Lane.INTERACTIVE::equals));
  }

  @Test
  @DisplayName("ends with what is missing of all scripts")
  void asksForAllThatIsMissing() {
    farm.on(
        TranspileJob.class,
        job -> {
          Map<CompileKey, CompileOutcome> outcomes = new HashMap<>();
          job.tasks()
              .forEach(
                  each ->
                      outcomes.put(
                          each.key(),
                          new CompileOutcome.Incomplete(
                              Set.of(Digest.ofUtf8(each.key().toString())))));
          return outcomes;
        });

    assertEquals(
        new BuildEvent.ContentMissing(
            Set.of(
                Digest.ofUtf8(task("a.ts").key().toString()),
                Digest.ofUtf8(task("b.ts").key().toString()))),
        conclusion());
  }

  @Test
  @DisplayName("ends with what planning and linking miss")
  void asksForWhatAStageMisses() {
    farm.on(LinkJob.class, new CompileOutcome.Incomplete(Set.of(GONE)));
    assertEquals(new BuildEvent.ContentMissing(Set.of(GONE)), conclusion());

    farm.on(PlanJob.class, new CompileOutcome.Incomplete(Set.of(GONE)));
    Project other = farm.project(Map.of("c.ts", "c"));
    assertEquals(
        new BuildEvent.ContentMissing(Set.of(GONE)), farm.build(request(other)).conclusion());
    assertEquals(List.of("finished"), farm.told());
  }

  @Test
  @DisplayName("R12 that fails names the script, counts it, and is not remembered")
  void namesTheScriptThatFailed() {
    farm.on(
        TranspileJob.class,
        job -> Map.of(task("a.ts").key(), farm.transpiled(), task("b.ts").key(), FAILED));

    assertEquals(new BuildEvent.Aborted(Blame.RESOURCES, "b.ts: out of memory"), conclusion());
    assertEquals(
        Map.of("a.ts", BuildEvent.Origin.COMPILED, "b.ts", BuildEvent.Origin.FAILED), origins());
    farm.on(TranspileJob.class, job -> Map.of(task("b.ts").key(), farm.transpiled()));
    assertEquals(new BuildEvent.Delivered(List.of(), false), conclusion());
    assertEquals(
        Map.of("a.ts", BuildEvent.Origin.CACHED, "b.ts", BuildEvent.Origin.COMPILED), origins());
  }

  private Map<String, BuildEvent.Origin> origins() {
    Map<String, BuildEvent.Origin> origins = new HashMap<>();
    farm.told(BuildEvent.ScriptFinished.class)
        .forEach(script -> origins.put(script.script().value(), script.origin()));
    return origins;
  }

  @Test
  @DisplayName("says that a script has no Lua when the compiler crashed on it")
  void countsCrashesAsFailed() {
    farm.on(
        TranspileJob.class,
        new TranspileJob.Transpiled(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(error("a.ts")),
            List.of()));

    assertEquals(2, farm.build(request(project)).summary().failed());
  }

  @Test
  @DisplayName("compiles all at once where plugins may see everything")
  void compilesAWholeProgram() {
    Plan.Whole work =
        new Plan.Whole(
            List.of(new ProjectPath("a.ts"), new ProjectPath("b.ts")), CompileKey.of("program"));
    farm.onPlan(work, Optional.empty(), Plan.Placement.NONE);
    farm.on(LinkJob.class, linked(List.of(error("b.ts"))));

    BuildEvent.Finished end = farm.build(request(project));

    assertEquals(List.of(PlanJob.class, OpenJob.class, LinkJob.class), farm.jobs());
    assertEquals(new BuildEvent.Summary(2, 2, 0, 0, Duration.ZERO), end.summary());
    List<BuildEvent.ScriptFinished> scripts = farm.told(BuildEvent.ScriptFinished.class);
    assertEquals(List.of(), scripts.getFirst().diagnostics());
    assertEquals(List.of(error("b.ts")), scripts.getLast().diagnostics());
    assertEquals(LinkJob.key(project), scripts.getFirst().key());
    assertEquals(new BuildEvent.Summary(2, 0, 2, 0, Duration.ZERO), conclusionOfTheSame());
  }

  @Test
  @DisplayName("R4 scripts that kept their Lua count as known")
  void countsWhatAnEditLeftAlone() {
    ProjectPath a = new ProjectPath("a.ts");
    Plan.Whole work = new Plan.Whole(List.of(a, new ProjectPath("b.ts")), CompileKey.of("program"));
    farm.onPlan(work, Optional.empty(), Plan.Placement.NONE);
    LinkJob.Plugged plugins =
        new LinkJob.Plugged(
            new PluginSet(Digest.ofUtf8("plugins")), Optional.of(new TreeSet<>(Set.of(a))));
    farm.on(LinkJob.class, new LinkJob.Linked(List.of(), List.of(), false, Optional.of(plugins)));

    BuildEvent.Finished end = farm.build(request(project));

    assertEquals(new BuildEvent.Summary(2, 1, 1, 0, Duration.ZERO), end.summary());
  }

  @Test
  @DisplayName("R4 what a worker finds by what was read counts as known, not as compiled")
  void countsWhatAWorkerFoundAsKnown() {
    Plan.Whole work = new Plan.Whole(List.of(new ProjectPath("a.ts")), CompileKey.of("program"));
    farm.onPlan(work, Optional.empty(), Plan.Placement.NONE);
    farm.on(LinkJob.class, linked(List.of()));
    farm.finding.add(LinkJob.class);

    BuildEvent.Finished end = farm.build(request(project));

    assertEquals(new BuildEvent.Summary(1, 0, 1, 0, Duration.ZERO), end.summary());
  }

  @ParameterizedTest
  @EnumSource(Urgency.class)
  @DisplayName("R1 a release compiles all anew, a watched save what changed")
  void makesReleasesAnew(Urgency urgency) {
    Plan.Whole work = new Plan.Whole(List.of(new ProjectPath("a.ts")), CompileKey.of("program"));
    farm.onPlan(work, Optional.empty(), Plan.Placement.NONE);
    farm.on(LinkJob.class, linked(List.of()));

    farm.build(
        BuildRequest.of(project.snapshot(), project.config(), urgency)
            .with(
                BuildRequest.Products.published(
                    new BuildRequest.Publish(Optional.of(new WorkspaceName("dungeon")), false))));

    LinkJob link = (LinkJob) farm.published.getLast();
    assertEquals(urgency != Urgency.INTERACTIVE, link.exactDiagnostics());
  }

  private BuildEvent.Summary conclusionOfTheSame() {
    return farm.build(request(project)).summary();
  }

  @Test
  @DisplayName("R8 gives JavaScript script by script and links nothing")
  void givesJavaScript() {
    OutputFile a = farm.lua("a.ts", "js");
    OutputFile b = farm.lua("b.ts", "js");
    farm.on(
        TranspileJob.class,
        job -> {
          Map<CompileKey, CompileOutcome> outcomes = new HashMap<>();
          for (Plan.Task task : job.tasks()) {
            boolean first = task.subject().equals(new Plan.JavaScript(new ProjectPath("a.ts")));
            outcomes.put(
                task.key(),
                new TranspileJob.Emitted(List.of(first ? a : b), List.of(error("a.ts"))));
          }
          return outcomes;
        });

    BuildEvent.Finished end =
        farm.build(
            request(project)
                .with(new BuildRequest.Products(Emit.JS, Set.of(), Optional.empty(), false)));

    assertEquals(List.of(PlanJob.class, OpenJob.class, TranspileJob.class), farm.jobs());
    assertEquals(
        List.of(a, b),
        farm.told(BuildEvent.OutputReady.class).stream()
            .map(BuildEvent.OutputReady::output)
            .toList());
    assertEquals(new BuildEvent.Delivered(List.of(error("a.ts")), false), end.conclusion());
  }

  @Test
  @DisplayName("ends with a reason when the gateway fails on it")
  void endsWhenTheGatewayFails() {
    farm.on(
        PlanJob.class,
        job -> {
          throw new IllegalStateException("a defect");
        });

    var aborted = assertInstanceOf(BuildEvent.Aborted.class, conclusion());

    assertEquals(Blame.INTERNAL, aborted.blame());
    assertFalse(aborted.reason().contains("Exception"), aborted.reason());
  }

  @Test
  @DisplayName("R41 is handed over when the gateway shuts down, and gives up its claims")
  void isHandedOverWhenTheGatewayShutsDown() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    farm.on(
        TranspileJob.class,
        job -> {
          asked.countDown();
          return Map.of(); // no key of it ends
        });
    Builds builds =
        new Builds(
            farm.fleet,
            farm.store.artifacts(),
            farm.publications,
            farm.patience,
            FarmInMemory.TOOLCHAIN,
            farm.ledger("gateway"),
            farm.events::add,
            BuildTrace.Maker.NONE,
            1 << 20,
            () -> Instant.EPOCH);
    Build build = builds.submit(request(project), "tenant");
    assertEquals(Optional.of(build), builds.find(build.id()));
    asked.await();

    builds.close();

    assertEquals(Map.of(build.id(), BuildRecords.NOBODY), farm.store.buildJournal().running());
    assertEquals(List.of(), farm.told(BuildEvent.Finished.class));
    Set<CompileKey> keys = Set.of(task("a.ts").key(), task("b.ts").key());
    assertEquals(keys, farm.store.claims().claim(keys, "another", Duration.ofMinutes(1)));
  }
}
