package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static io.scriptfarm.orchestration.FarmInMemory.sharded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.TranspileJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a build does about backends that are away, and about what the store lost.
@Timeout(30)
@DisplayName("a build")
class BuildGoesOnTest {
  private final FarmInMemory farm = new FarmInMemory(Path.of("target/keys"));
  private final Project project = farm.project(Map.of("a.ts", "a", "b.ts", "b"));

  private BuildGoesOnTest() {
    farm.onPlan(sharded("a.ts", "b.ts"), Optional.empty(), Plan.Placement.NONE);
    farm.on(TranspileJob.class, farm.transpiled());
    farm.on(LinkJob.class, linked());
  }

  private LinkJob.Linked linked() {
    return new LinkJob.Linked(
        List.of(farm.lua("a.ts", "lua a"), farm.lua("b.ts", "lua b")), List.of(), false);
  }

  private BuildEvent.Finished build() {
    return farm.build(request(project));
  }

  @Test
  @DisplayName("R43 ends with a reason when a backend does not answer")
  void endsWhenTheQueueIsGone() {
    farm.on(
        PlanJob.class,
        job -> {
          throw new QueueUnavailableException("no broker", new RuntimeException());
        });

    var aborted = assertInstanceOf(BuildEvent.Aborted.class, build().conclusion());

    assertEquals(Blame.RESOURCES, aborted.blame());
    assertEquals("the build waited in vain: no broker", aborted.reason());
  }

  @Test
  @DisplayName("R43 waits for a backend that is away, says so once, and goes on")
  void waitsForABackend() {
    AtomicInteger left = new AtomicInteger(20);
    farm.on(
        LinkJob.class,
        job -> {
          if (left.getAndDecrement() > 0) {
            throw new QueueUnavailableException("no broker", new RuntimeException());
          }
          return Map.of(LinkJob.key(project), linked());
        });

    assertEquals(new BuildEvent.Delivered(List.of(), false), build().conclusion());

    assertEquals(
        List.of("waiting: no broker"),
        farm.told(BuildEvent.Waiting.class).stream().map(BuildEvent.Waiting::what).toList());
  }

  @Test
  @DisplayName("R43 makes again what the store lost, and tells everything once")
  void makesAgainWhatWasLost() {
    AtomicInteger rounds = new AtomicInteger();
    farm.on(
        LinkJob.class,
        job ->
            Map.of(
                LinkJob.key(project),
                rounds.incrementAndGet() < 3
                    ? new CompileOutcome.Lost("the project's plan")
                    : linked()));

    BuildEvent.Finished end = build();

    assertEquals(new BuildEvent.Delivered(List.of(), false), end.conclusion());
    assertEquals(new BuildEvent.Summary(2, 2, 0, 0, Duration.ZERO), end.summary());
    assertEquals(
        List.of(
            "planned",
            "script-finished",
            "script-finished",
            "output-ready",
            "output-ready",
            "finished"),
        farm.told());
  }

  @Test
  @DisplayName("R43 a script whose plan was lost is compiled in the next round")
  void compilesAgainWhatCouldNotBegin() {
    AtomicInteger rounds = new AtomicInteger();
    farm.on(
        TranspileJob.class,
        job -> {
          Map<CompileKey, CompileOutcome> outcomes = new HashMap<>();
          boolean lost = rounds.getAndIncrement() == 0;
          job.keys()
              .forEach(
                  key ->
                      outcomes.put(
                          key,
                          lost
                              ? new CompileOutcome.Lost("the project's plan")
                              : farm.transpiled()));
          return outcomes;
        });

    BuildEvent.Finished end = build();

    assertEquals(new BuildEvent.Summary(2, 2, 0, 0, Duration.ZERO), end.summary());
    assertTrue(
        farm.told(BuildEvent.ScriptFinished.class).stream()
            .allMatch(script -> script.origin() == BuildEvent.Origin.COMPILED));
  }

  @Test
  @DisplayName("R43 a store that loses everything again and again ends the build with a reason")
  void endsWhenEverythingIsLost() {
    farm.on(LinkJob.class, new CompileOutcome.Lost("the project's plan"));

    var aborted = assertInstanceOf(BuildEvent.Aborted.class, build().conclusion());

    assertEquals(Blame.RESOURCES, aborted.blame());
    assertTrue(
        aborted.reason().contains("the project's plan vanished in each of 15 rounds"),
        aborted.reason());
  }
}
