package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static io.scriptfarm.orchestration.FarmInMemory.sharded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.publication.WorkspaceName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a build publishes, and when.
@Timeout(30)
@DisplayName("R20 R24 a build that is published")
class BuildPublishesTest {
  private static final WorkspaceName DUNGEON = new WorkspaceName("dungeon");
  private static final ProjectPath A = new ProjectPath("a.ts");

  @TempDir private Path keys;
  private FarmInMemory farm;
  private Project project;

  @BeforeEach
  void start() {
    farm = new FarmInMemory(keys);
    project = farm.project(Map.of("a.ts", "a", "b.ts", "b"));
    plan(Plan.Placement.NONE);
    farm.on(TranspileJob.class, farm.transpiled());
    linkTo("lua a", "lua b");
  }

  private void plan(Plan.Placement placement) {
    farm.onPlan(sharded("a.ts", "b.ts"), Optional.empty(), placement);
  }

  private void linkTo(String a, String b, Diagnostic... diagnostics) {
    farm.on(
        LinkJob.class,
        new LinkJob.Linked(
            List.of(farm.lua("a.ts", a), farm.lua("b.ts", b)), List.of(diagnostics), false));
  }

  private static BuildRequest published(Project project, Set<ProjectPath> saved, boolean saves) {
    BuildRequest.Publish publish = new BuildRequest.Publish(Optional.of(DUNGEON), saves);
    return request(project)
        .with(new BuildRequest.Turn(Urgency.INTERACTIVE, saved, Optional.empty()))
        .with(BuildRequest.Products.published(publish));
  }

  private List<Long> generations() {
    return farm.told(BuildEvent.GenerationPublished.class).stream()
        .map(BuildEvent.GenerationPublished::generation)
        .toList();
  }

  @Test
  @DisplayName("becomes a generation, which is announced")
  void becomesAGeneration() {
    farm.build(published(project, Set.of(), false));

    var generation = farm.told(BuildEvent.GenerationPublished.class).getFirst();
    assertEquals("dungeon", generation.workspace());
    assertEquals(2, generation.added());
    assertEquals(List.of(1L), farm.log.announced);
    assertEquals(List.of(1L), farm.store.releases().numbers(DUNGEON));
    assertEquals("finished", farm.told().getLast());
  }

  @Test
  @DisplayName("names the generation that holds the same already")
  void makesNoGenerationOfTheSame() {
    farm.build(published(project, Set.of(), false));
    farm.build(published(project, Set.of(), false));

    assertEquals(List.of(1L), generations());
    assertEquals(0, farm.told(BuildEvent.GenerationPublished.class).getFirst().added());
    assertEquals(List.of(1L), farm.log.announced);
  }

  @Test
  @DisplayName("is not published when nobody asks, nor with errors")
  void isNotPublishedUnasked() {
    farm.build(request(project));
    assertEquals(List.of(), generations());

    Project broken = farm.project(Map.of("a.ts", "broken", "b.ts", "b"));
    linkTo(
        "lua a",
        "lua b",
        new Diagnostic(
            Diagnostic.Category.ERROR, 1, Optional.empty(), Optional.empty(), "an error"));
    farm.build(published(broken, Set.of(), false));
    assertEquals(List.of(), generations());
  }

  @Test
  @DisplayName("is refused with a reason when scriptfarm.json makes no sense, also unasked")
  void isRefused() {
    plan(new Plan.Placement(Optional.of("{\"nonsense\": 1}"), new TreeMap<>()));

    farm.build(request(project));

    var refused = farm.told(BuildEvent.PublicationRefused.class).getFirst();
    assertTrue(refused.problems().getFirst().message().contains("nonsense"));
    assertEquals(List.of(), farm.log.announced);
  }

  @Test
  @DisplayName("makes old generations go, and says that they are gone")
  void collectsOldGenerations() {
    farm.build(published(project, Set.of(), false));
    Project next = farm.project(Map.of("a.ts", "a2", "b.ts", "b"));
    linkTo("lua a2", "lua b");

    farm.build(published(next, Set.of(), false));

    assertEquals(List.of(2L), farm.store.releases().numbers(DUNGEON));
    assertEquals(List.of(1L), farm.log.forgotten);
  }

  @Test
  @DisplayName("tells the Lua of saved scripts first, and publishes it before all is checked")
  void publishesSavesFirst() {
    farm.build(published(project, Set.of(), false));
    Project next = farm.project(Map.of("a.ts", "a2", "b.ts", "b"));
    farm.published.clear();
    farm.on(SaveJob.class, SaveJob.Saved.of(List.of(farm.lua("a.ts", "lua a2"))));
    linkTo("lua a2", "lua b");

    farm.build(published(next, Set.of(A), true));

    assertEquals(
        List.of(SaveJob.class, PlanJob.class, LinkJob.class),
        farm.jobs().stream().filter(job -> job != TranspileJob.class).toList());
    assertEquals(List.of("script-ready", "generation-published", "planned"), firstThree());
    assertEquals(List.of(2L, 2L), generations()); // the build holds nothing else
    assertEquals(List.of(1L, 2L), farm.log.announced);
  }

  private List<String> firstThree() {
    return farm.told().subList(0, 3);
  }

  @Test
  @DisplayName("publishes no save when more has changed, or the save requires more")
  void leavesOtherSavesToTheBuild() {
    farm.build(published(project, Set.of(), false));
    Project more = farm.project(Map.of("a.ts", "a2", "b.ts", "b2"));
    farm.on(SaveJob.class, SaveJob.Saved.of(List.of(farm.lua("a.ts", "lua a2"))));
    linkTo("lua a2", "lua b2");
    farm.build(published(more, Set.of(A), true));
    assertEquals(List.of("script-ready", "planned"), farm.told().subList(0, 2));

    Project requires = farm.project(Map.of("a.ts", "a3", "b.ts", "b2"));
    farm.on(SaveJob.class, SaveJob.Saved.of(List.of(farm.lua("a.ts", "require(\"c\")"))));
    linkTo("require(\"c\")", "lua b2");
    farm.build(published(requires, Set.of(A), true));
    assertEquals(List.of("script-ready", "planned"), farm.told().subList(0, 2));
    assertEquals(List.of(3L), generations());
  }
}
