package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R43 a gateway remembers the builds for whose events there is memory")
class RememberedBuildsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /// Each build ends with an event that names so many: 150 kB, a third of it packed.
  private static final Set<Digest> MISSING =
      IntStream.range(0, 1_000)
          .mapToObj(i -> Digest.ofUtf8("missing " + i))
          .collect(Collectors.toSet());

  private FarmInMemory farm;
  private Project project;

  @BeforeEach
  void projectThatLacksMuch(@TempDir Path keys) {
    farm = new FarmInMemory(keys);
    project = farm.project(Map.of("tsconfig.json", "{}"));
    farm.on(PlanJob.class, new CompileOutcome.Incomplete(MISSING));
  }

  private Builds builds(long eventBytes) {
    return new Builds(
        farm.fleet,
        farm.store.artifacts(),
        farm.publications,
        farm.patience,
        FarmInMemory.TOOLCHAIN,
        farm.ledger("gateway"),
        farm.events::add,
        BuildTrace.Maker.NONE,
        eventBytes,
        () -> Instant.EPOCH);
  }

  /// Runs builds one after the other.
  private List<Build> run(Builds builds, int count) throws InterruptedException {
    List<Build> run = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Build build = builds.submit(request(project), "tenant");
      run.add(build);
      while (!build.log().isFinished()) {
        assertFalse(build.log().read(0, SOON).isEmpty(), "it ends");
      }
    }
    return run;
  }

  private static long bytes(Builds builds) {
    return builds.list().stream().mapToLong(build -> build.log().bytes()).sum();
  }

  @Test
  void packsTheOldestThenForgetsThem() throws InterruptedException {
    long most = 400_000;
    Builds builds = builds(most);
    List<Build> run = run(builds, 30);
    builds.close(); // which waits for its threads

    assertTrue(bytes(builds) <= most, () -> bytes(builds) + " bytes are held");
    int kept = builds.list().size();
    assertTrue(kept >= 4 && kept < 30, () -> kept + " are kept");
    assertEquals(run.subList(30 - kept, 30).reversed(), builds.list());
    assertEquals(Optional.empty(), builds.find(run.getFirst().id()));
    Build packed = builds.list().getLast();
    assertTrue(packed.log().isPacked());
    var last = (BuildEvent.Finished) packed.log().read(0, Duration.ZERO).getLast();
    assertEquals(new BuildEvent.ContentMissing(MISSING), last.conclusion());
  }

  @Test
  void keepsTheYoungestHoweverLargeItIs() throws InterruptedException {
    Builds builds = builds(1);
    List<Build> run = run(builds, 3);
    builds.close();

    assertEquals(List.of(run.getLast()), builds.list());
    assertEquals(Optional.of(run.getLast()), builds.find(run.getLast().id()));
  }
}
