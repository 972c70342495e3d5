package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.TranspileJob;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MeteringJobExecutorTest {
  private final Farm farm = new Farm();

  private void execute(JobExecutor executor, Job job) throws InterruptedException {
    new MeteringJobExecutor(executor, farm.meters, Farm.CLOCK).execute(job, done -> {});
  }

  private long count(String kind, String outcome) {
    return farm.registry.timer("farm.worker.tasks", "kind", kind, "outcome", outcome).count();
  }

  @Test
  void countsScriptsThatWereCompiledHere() throws Exception {
    CompileKey javaScript = CompileKey.of("test", "javascript");
    CompileKey declarations = CompileKey.of("test", "declarations");
    TranspileJob unit =
        new TranspileJob(
            "job-1",
            Jobs.BUILD,
            Jobs.PROJECT,
            List.of(
                Jobs.task(0),
                Jobs.task(1),
                new Plan.Task(javaScript, new Plan.JavaScript(new ProjectPath("s0.ts")), 1),
                new Plan.Task(declarations, new Plan.Declarations(), 1)));
    Product checked = Product.of(new TranspileJob.DeclarationsChecked(List.of()));
    execute(
        new ScriptedExecutor()
            .gives(Jobs.key(0), Jobs.transpiled(0))
            .gives(Jobs.key(1), Product.of(Jobs.FAILED).compiling(1))
            .gives(
                javaScript, Product.of(new TranspileJob.Emitted(List.of(), List.of())).compiling(1))
            .gives(declarations, checked),
        unit);

    assertEquals(2, farm.compiled.get());
    assertEquals(1, count("script", "settled"));
    assertEquals(1, count("script", "unsettled"));
    assertEquals(1, count("javascript", "settled"));
    assertEquals(1, count("declarations", "settled"));
    assertEquals(
        ScriptedExecutor.TOOK.toMillis(),
        farm.registry
            .timer("farm.worker.tasks", "kind", "script", "outcome", "settled")
            .totalTime(TimeUnit.MILLISECONDS));
  }

  @Test
  void countsTheScriptsOfAProjectThatIsCompiledAsAWhole() throws Exception {
    LinkJob job = new LinkJob("job-1", Jobs.BUILD, Jobs.PROJECT);
    LinkJob.Linked linked = new LinkJob.Linked(List.of(), List.of(), false);

    execute(
        new ScriptedExecutor().gives(LinkJob.key(Jobs.PROJECT), Product.of(linked).compiling(7)),
        job);
    execute(new ScriptedExecutor().gives(LinkJob.key(Jobs.PROJECT), Product.of(linked)), job);

    assertEquals(7, farm.compiled.get());
    assertEquals(1, count("whole", "settled"));
    assertEquals(
        2, farm.registry.get("messaging.process.duration").tag("kind", "link").timer().count());
    assertEquals(2, farm.meters.jobs());
  }

  @Test
  void timesTheWholeJob() throws Exception {
    new MeteringJobExecutor(
            (job, results) -> {}, farm.meters, new SteppingClock(Duration.ofSeconds(3)))
        .execute(Jobs.unit(1), done -> {});

    assertEquals(
        3000,
        farm.registry
            .get("messaging.process.duration")
            .tag("kind", "transpile")
            .timer()
            .totalTime(TimeUnit.MILLISECONDS));
  }

  @Test
  @DisplayName("R43 a count that the store does not take fails no job, and comes later")
  void countsLaterWhatTheStoreDoesNotTake() throws Exception {
    List<Long> counted = new ArrayList<>();
    AtomicBoolean away = new AtomicBoolean(true);
    WorkerMeters meters =
        new WorkerMeters(
            farm.registry,
            count -> {
              if (away.getAndSet(false)) {
                throw new StoreUnavailableException("away", new IOException("reset"));
              }
              counted.add(count);
            });
    MeteringJobExecutor metering =
        new MeteringJobExecutor(ScriptedExecutor.ofScripts(3), meters, Farm.CLOCK);

    metering.execute(Jobs.unit(3), done -> {});

    assertEquals(List.of(2L, 1L), counted);
  }
}
