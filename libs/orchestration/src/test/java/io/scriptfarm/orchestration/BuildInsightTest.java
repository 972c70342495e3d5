package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static io.scriptfarm.orchestration.FarmInMemory.sharded;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ExplainJob;
import io.scriptfarm.contract.KeyChange;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.TranspileJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what a build tells of itself besides")
class BuildInsightTest {
  private final FarmInMemory farm = new FarmInMemory(Path.of("nowhere"));
  private final Project project = farm.project(Map.of("a.ts", "a", "b.ts", "b"));

  private BuildInsightTest() {
    farm.onPlan(sharded("a.ts", "b.ts"), Optional.empty(), Plan.Placement.NONE);
    farm.on(TranspileJob.class, farm.transpiled());
    farm.on(
        LinkJob.class,
        new LinkJob.Linked(
            List.of(farm.lua("a.ts", "lua a"), farm.lua("b.ts", "lua b")), List.of(), false));
  }

  @Test
  @DisplayName("R9 says of each compiled script why, and where the time went, when it is asked")
  void givesInsight() {
    Project before = farm.project(Map.of("tsconfig.json", "{}"));
    List<KeyChange> text = List.of(KeyChange.of(KeyChange.Part.TEXT));
    farm.on(
        ExplainJob.class,
        job ->
            Map.of(
                ExplainJob.key(job.build(), job.project(), before),
                new ExplainJob.Explained(new TreeMap<>(Map.of(new ProjectPath("a.ts"), text)))));
    BuildRequest.Since since = new BuildRequest.Since(before.snapshot(), Optional.empty());

    farm.build(request(project).with(new BuildRequest.Insight(true, Optional.of(since))));

    assertEquals(
        List.of(text, List.of(KeyChange.of(KeyChange.Part.NOTHING))),
        farm.told(BuildEvent.ScriptExplained.class).stream()
            .map(BuildEvent.ScriptExplained::changes)
            .toList());
    assertEquals(
        Set.of(
            Phase.PLAN,
            Phase.TRANSPILE,
            Phase.LINK,
            Phase.BYTECODE,
            Phase.PUBLISH,
            Phase.EXPLAIN,
            Phase.WAIT),
        farm.told(BuildEvent.TimeSpent.class).stream()
            .flatMap(spent -> spent.slices().stream())
            .map(Slice::phase)
            .collect(Collectors.toSet()));
  }

  @Test
  @DisplayName("R9 an explanation that fails leaves the build as it is")
  void explainsAsFarAsItCan() {
    farm.on(ExplainJob.class, new CompileOutcome.Incomplete(Set.of(Digest.ofUtf8("gone"))));
    BuildRequest.Since since =
        new BuildRequest.Since(Digest.ofUtf8("before"), Optional.of(FarmInMemory.PAIR.digest()));

    BuildEvent.Finished end =
        farm.build(request(project).with(new BuildRequest.Insight(false, Optional.of(since))));

    assertEquals(new BuildEvent.Delivered(List.of(), false), end.conclusion());
    assertEquals(
        List.of(KeyChange.Part.UNKNOWN, KeyChange.Part.UNKNOWN),
        farm.told(BuildEvent.ScriptExplained.class).stream()
            .map(script -> script.changes().getFirst().part())
            .toList());
  }
}
