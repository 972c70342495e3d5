package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static io.scriptfarm.orchestration.FarmInMemory.sharded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.TranspileJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@DisplayName("R43 a build that can only wait")
class BuildWaitsTest {
  private static final Optional<Obstacle> NO_WORKER = Optional.of(new Obstacle.NoWorker());

  private final FarmInMemory farm = new FarmInMemory(Path.of("target/keys"));
  private final Project project = farm.project(Map.of("a.ts", "a"));
  private final Build build =
      new Build(
          Build.Asked.now(request(project), "tenant", () -> Instant.EPOCH),
          FarmInMemory.TOOLCHAIN,
          new Build.Services(
              farm.fleet,
              farm.store.artifacts(),
              new Costs(),
              farm.publications,
              farm.patience,
              () -> Instant.EPOCH),
          new BuildLog(),
          farm.events::add);

  private List<String> waits() {
    return farm.told(BuildEvent.Waiting.class).stream().map(BuildEvent.Waiting::what).toList();
  }

  @Test
  @DisplayName("says for what, once until that changes")
  void saysForWhat() {
    build.reporter().meets(NO_WORKER);
    build.reporter().meets(NO_WORKER);
    build.reporter().meets(Optional.of(new Obstacle.BrokerAway(Instant.EPOCH)));
    build.reporter().meets(Optional.empty());
    build.reporter().meets(NO_WORKER);

    assertEquals(
        List.of(
            "waiting for a compile worker: none runs",
            "waiting for the broker, which is away since 1970-01-01T00:00:00Z",
            "waiting for a compile worker: none runs"),
        waits());
  }

  @Test
  @DisplayName("says what was in the way when it is given up, and nothing after that")
  void saysWhatWasInTheWay() {
    farm.onPlan(sharded("a.ts"), Optional.empty(), Plan.Placement.NONE);
    farm.on(TranspileJob.class, farm.transpiled());
    farm.on(LinkJob.class, new CompileOutcome.Failed(Blame.RESOURCES, "nothing happened"));
    build.reporter().meets(NO_WORKER);

    build.run();
    build.reporter().meets(Optional.of(new Obstacle.BrokerAway(Instant.EPOCH)));

    BuildEvent.Finished end = (BuildEvent.Finished) farm.events.getLast();
    assertEquals(
        new BuildEvent.Aborted(Blame.RESOURCES, "nothing happened; no compile worker runs"),
        end.conclusion());
    assertTrue(waits().size() == 1);
  }
}
