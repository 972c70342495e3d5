package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.worker.compile.CompilerPool;
import io.scriptfarm.worker.compile.IdleCompilers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What a worker says of jobs that it cannot do. That compilers compile is tested where they are.
class CompilingJobExecutorTest {
  private static final ProjectPath MAIN = new ProjectPath("main.ts");

  private final Farm farm = new Farm();
  private int courtesies;
  private final CompilerPool pool = new CompilerPool(1, new IdleCompilers());
  private final CompilingJobExecutor executor =
      new CompilingJobExecutor(
          pool,
          farm.contents(),
          farm.store.outcomes()::find,
          new SteppingClock(Duration.ofMillis(5)),
          () -> courtesies++);

  private CompileOutcome outcome(Job job) throws InterruptedException {
    Map<CompileKey, CompileOutcome> told = new HashMap<>();
    executor.execute(
        job,
        done -> done.ended().forEach((key, ended) -> told.put(key, ended.product().outcome())));
    assertEquals(job.keys(), told.keySet());
    return told.values().iterator().next();
  }

  @Test
  void aPlanThatIsLostIsTold() throws Exception {
    CompileOutcome.Lost lost = new CompileOutcome.Lost("the project's plan");
    assertEquals(lost, outcome(Jobs.unit(3)));
    assertEquals(lost, outcome(new LinkJob("job-1", Jobs.BUILD, Jobs.PROJECT)));
  }

  @Test
  void luaThatIsLostIsTold() throws Exception {
    BytecodeJob job =
        new BytecodeJob(
            "job-1", Jobs.BUILD, Jobs.PROJECT, Set.of(BytecodeFormat.LUA51, BytecodeFormat.LUA54));
    assertEquals(new CompileOutcome.Lost("the linked Lua"), outcome(job));
  }

  @Test
  void aToolchainThatIsNotTheWorkersIsTold() throws Exception {
    for (Job job :
        List.of(
            new PlanJob("job-1", Jobs.BUILD, Jobs.PROJECT),
            new SaveJob("job-1", Jobs.BUILD, Jobs.PROJECT, MAIN, Emit.LUA),
            new ParityJob("job-1", Jobs.BUILD, Jobs.PROJECT, MAIN, 2))) {
      var failed = assertInstanceOf(CompileOutcome.Failed.class, outcome(job));
      assertTrue(failed.reason().startsWith("this worker has the toolchain "));
    }
  }

  @Test
  void aJobThatSettlesNothingTellsNothing() throws Exception {
    List<Results> told = new ArrayList<>();
    executor.execute(new OpenJob("job-1", Jobs.BUILD, Jobs.PROJECT), told::add);
    assertEquals(List.of(), told);
  }

  @Test
  void eachPieceIsTimedByItself() throws Exception {
    List<Duration> times = new ArrayList<>();
    executor.execute(
        Jobs.unit(2), done -> done.ended().values().forEach(ended -> times.add(ended.took())));
    assertEquals(List.of(Duration.ofMillis(5), Duration.ofMillis(5)), times);
  }

  @Test
  @DisplayName("R46 a job gives way before each of its pieces")
  void eachPieceGivesWay() throws Exception {
    executor.execute(Jobs.unit(3), done -> {});
    assertEquals(3, courtesies);
  }

  @Test
  void anInterruptEndsAUnitBetweenTwoTasksAndGivesTheCompilerBack() throws Exception {
    List<Results> told = new ArrayList<>();

    assertThrows(
        InterruptedException.class,
        () ->
            executor.execute(
                Jobs.unit(3),
                done -> {
                  told.add(done);
                  Thread.currentThread().interrupt();
                }));

    assertEquals(1, told.size());
    pool.borrow(Jobs.unit(1)).close();
  }
}
