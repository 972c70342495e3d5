package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.PlanJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CachingJobExecutorTest {
  private final Farm farm = new Farm();
  private final List<Job> asked = new ArrayList<>();
  private final List<Results> told = new ArrayList<>();
  private final CachingJobExecutor caching =
      new CachingJobExecutor((job, results) -> asked.add(job), farm.store.outcomes());

  @Test
  void ofAUnitTheRestIsDone() throws Exception {
    farm.store.artifacts().write(Jobs.transpiled(1).blobs());
    farm.store.outcomes().record(Map.of(Jobs.key(1), Jobs.outcome(1)));

    caching.execute(Jobs.unit(3), told::add);

    assertEquals(List.of(Results.known(Set.of(Jobs.key(1)))), told);
    assertEquals(List.of(Set.of(Jobs.key(0), Jobs.key(2))), asked.stream().map(Job::keys).toList());
  }

  @Test
  void ofSeveralFormatsTheRestIsMade() throws Exception {
    BytecodeJob job =
        new BytecodeJob(
            "job-1", Jobs.BUILD, Jobs.PROJECT, Set.of(BytecodeFormat.LUA51, BytecodeFormat.LUA54));
    farm.store
        .outcomes()
        .record(
            Map.of(
                BytecodeJob.key(Jobs.PROJECT, BytecodeFormat.LUA51),
                new BytecodeJob.BytecodeCompiled(new TreeMap<>(), List.of())));

    caching.execute(job, told::add);

    assertEquals(
        List.of(new BytecodeJob("job-1", Jobs.BUILD, Jobs.PROJECT, Set.of(BytecodeFormat.LUA54))),
        asked);
  }

  @Test
  void anOutcomeWithoutItsBlobsIsNotKnown() throws Exception {
    farm.store.outcomes().record(Map.of(Jobs.key(0), Jobs.outcome(0)));

    caching.execute(Jobs.unit(1), told::add);

    assertEquals(List.of(Jobs.unit(1)), asked);
    assertEquals(List.of(), told);
  }

  @Test
  void aProjectIsOpenedUntilItIsPlanned() throws Exception {
    OpenJob open = new OpenJob("job-1", Jobs.BUILD, Jobs.PROJECT);
    caching.execute(open, told::add);
    assertEquals(List.of(open), asked);

    Blob plan = Blob.ofUtf8("{}");
    farm.store.artifacts().write(List.of(plan));
    farm.store
        .outcomes()
        .record(
            Map.of(
                PlanJob.key(Jobs.PROJECT), new PlanJob.Planned(plan.digest(), Optional.empty())));
    caching.execute(open, told::add);
    assertEquals(List.of(open), asked);
    assertEquals(List.of(), told);
  }
}
