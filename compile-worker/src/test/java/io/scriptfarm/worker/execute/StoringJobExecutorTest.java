package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.PlanJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoringJobExecutorTest {
  private final Farm farm = new Farm();

  private StoringJobExecutor storing(JobExecutor executor) {
    WorkerPorts ports = farm.ports();
    return new StoringJobExecutor(executor, ports.contents(), ports.outcomes());
  }

  @Test
  void whatIsToldCanBeRead() throws Exception {
    List<Integer> readable = new ArrayList<>();

    storing(ScriptedExecutor.ofScripts(9))
        .execute(
            Jobs.unit(9), done -> readable.add(farm.store.outcomes().find(done.keys()).size()));

    assertEquals(List.of(8, 1), readable);
  }

  @Test
  void byproductsAreStoredWithTheOutcome() throws Exception {
    PlanJob job = new PlanJob("job-1", Jobs.BUILD, Jobs.PROJECT);
    Blob plan = Blob.ofUtf8("{}");
    CompileKey inferred = CompileKey.of("inferred", "a.ts");
    Map<CompileKey, Settled> byproducts = Map.of(inferred, new PlanJob.Inferred(plan.digest()));
    PlanJob.Planned planned = new PlanJob.Planned(plan.digest(), java.util.Optional.empty());
    ScriptedExecutor executor =
        new ScriptedExecutor()
            .gives(PlanJob.key(Jobs.PROJECT), new Product(planned, List.of(plan), byproducts));
    List<Results> told = new ArrayList<>();

    storing(executor).execute(job, told::add);

    assertEquals(
        Map.of(inferred, new PlanJob.Inferred(plan.digest()), PlanJob.key(Jobs.PROJECT), planned),
        farm.store.outcomes().find(Set.of(inferred, PlanJob.key(Jobs.PROJECT))));
    assertEquals(Set.of(PlanJob.key(Jobs.PROJECT)), told.getFirst().keys());
  }

  @Test
  void whatDidNotSettleIsToldAndNotStored() throws Exception {
    List<Results> told = new ArrayList<>();

    storing(new ScriptedExecutor().gives(Jobs.key(0), Product.of(Jobs.FAILED)))
        .execute(Jobs.unit(1), told::add);

    assertEquals(Map.of(), farm.store.outcomes().find(Jobs.unit(1).keys()));
    assertEquals(Jobs.FAILED, told.getFirst().ended().get(Jobs.key(0)).product().outcome());
  }

  @Test
  void knownKeysWaitForTheFirstBatch() throws Exception {
    List<Results> told = new ArrayList<>();

    storing(
            (job, results) -> {
              results.accept(Results.known(Set.of(Jobs.key(0))));
              assertTrue(told.isEmpty());
            })
        .execute(Jobs.unit(1), told::add);

    assertEquals(List.of(Results.known(Set.of(Jobs.key(0)))), told);
  }
}
