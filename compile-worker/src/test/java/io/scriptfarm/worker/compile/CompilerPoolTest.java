package io.scriptfarm.worker.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CompilerPoolTest {
  private final IdleCompilers compilers = new IdleCompilers();

  private static Project project(String snapshot) {
    return new Project(
        Digest.ofUtf8("toolchain"), Digest.ofUtf8(snapshot), new ProjectPath("tsconfig.json"));
  }

  private static Job job(String project) {
    return new PlanJob("job", "build", project(project));
  }

  private static Job save(String project) {
    return new SaveJob("job", "build", project(project), new ProjectPath("main.ts"), Emit.LUA);
  }

  private static TstlCompiler use(CompilerPool pool, Job job) throws InterruptedException {
    try (CompilerPool.Lease lease = pool.borrow(job)) {
      return lease.compiler();
    }
  }

  @Test
  void aProjectGetsTheCompilerThatHasItResident() throws Exception {
    try (CompilerPool pool = new CompilerPool(2, compilers)) {
      TstlCompiler ofA;
      TstlCompiler ofB;
      try (CompilerPool.Lease a = pool.borrow(job("a"));
          CompilerPool.Lease b = pool.borrow(job("b"))) {
        ofA = a.compiler();
        ofB = b.compiler();
      }
      assertNotSame(ofA, ofB);

      assertSame(ofB, use(pool, job("b")));
      assertSame(ofA, use(pool, job("a")));
      assertSame(ofB, use(pool, job("b")));
    }
  }

  @Test
  void anotherProjectGetsTheOneThatWasUsedLast() throws Exception {
    try (CompilerPool pool = new CompilerPool(3, compilers)) {
      TstlCompiler last = use(pool, job("a"));
      assertSame(last, use(pool, job("b")));
    }
  }

  @Test
  @DisplayName("R46 a compiler that compiles saves is left to them while there is another one")
  void savesHaveTheirCompiler() throws Exception {
    try (CompilerPool pool = new CompilerPool(2, compilers)) {
      TstlCompiler ofSaves = use(pool, save("edit 1"));
      assertSame(ofSaves, use(pool, job("edit 1")), "the build that follows the save");
      TstlCompiler ofOthers = use(pool, job("bulk 1"));
      assertNotSame(ofSaves, ofOthers);
      assertSame(ofSaves, use(pool, save("edit 2")));
      assertSame(ofOthers, use(pool, job("bulk 2")));
      try (CompilerPool.Lease lease = pool.borrow(job("bulk 2"))) {
        assertSame(ofSaves, use(pool, job("bulk 3")), "there is no other one");
      }
    }
  }

  @Test
  @DisplayName("R4 an edit goes to the session that built before, and others leave it alone")
  void whatWasBuiltWithPluginsCountsMost() {
    CompilerPool.Fit built = new CompilerPool.Fit(true, false, false, false);
    CompilerPool.Fit same = new CompilerPool.Fit(false, true, true, false);
    CompilerPool.Fit free = new CompilerPool.Fit(false, false, true, true);
    CompilerPool.Fit taken = new CompilerPool.Fit(false, false, true, false);
    assertEquals(
        List.of(built, same, free, taken),
        Stream.of(taken, free, same, built).sorted(CompilerPool.Fit.BEST_FIRST).toList());
  }

  @Test
  void whoFindsNoIdleCompilerWaitsForOne() throws Exception {
    try (CompilerPool pool = new CompilerPool(1, compilers)) {
      FutureTask<TstlCompiler> waiting = new FutureTask<>(() -> use(pool, job("b")));
      TstlCompiler only;
      try (CompilerPool.Lease lease = pool.borrow(job("a"))) {
        only = lease.compiler();
        startAndAwaitWaiting(waiting);
      }
      assertSame(only, waiting.get());
    }
  }

  @Test
  void whoWaitsCanBeInterrupted() throws Exception {
    try (CompilerPool pool = new CompilerPool(1, compilers);
        CompilerPool.Lease lease = pool.borrow(job("a"))) {
      Callable<TstlCompiler> use = () -> use(pool, job("b"));
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, use::call);
    }
  }

  private static void startAndAwaitWaiting(FutureTask<?> task) {
    Thread thread = Thread.ofPlatform().daemon().start(task);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void warmsUpEachCompilerOnceButTheLast() throws Exception {
    try (CompilerPool pool = new CompilerPool(4, compilers)) {
      pool.warmUp();
      assertEquals(1, compilers.opened());

      pool.warmUpOthers();
      assertEquals(3, compilers.opened());

      pool.warmUpOthers();
      assertEquals(3, compilers.opened());
    }
  }

  @Test
  void leavesWhatAJobTookToTheJob() throws Exception {
    try (CompilerPool pool = new CompilerPool(3, compilers)) {
      use(pool, job("a"));
      pool.warmUpOthers();
      assertEquals(1, compilers.opened());
    }
  }

  @Test
  @DisplayName(
      "R43 idle compilers give up garbage first, then sessions, those unused longest first")
  void idleCompilersMakeRoom() throws Exception {
    try (CompilerPool pool = new CompilerPool(3, compilers)) {
      try (CompilerPool.Lease a = pool.borrow(job("a"));
          CompilerPool.Lease b = pool.borrow(job("b"));
          CompilerPool.Lease c = pool.borrow(job("c"))) {
        List.of(a, b, c).forEach(lease -> lease.compiler().warmUp());
      }
      TstlCompiler ofA = use(pool, job("a"));

      pool.makeRoom(() -> compilers.heapBytes() > 3 * IdleCompilers.LIVE);
      assertEquals(0, compilers.closed());
      assertEquals(3 * IdleCompilers.LIVE, compilers.heapBytes());

      pool.makeRoom(() -> compilers.heapBytes() > IdleCompilers.LIVE);
      assertEquals(2, compilers.closed());
      assertSame(ofA, use(pool, job("a")), "the one that was used last keeps what it has");
      ofA.warmUp();
      assertEquals(3, compilers.opened());
    }
  }

  @Test
  void whatIsInUseKeepsItsSessions() throws Exception {
    try (CompilerPool pool = new CompilerPool(2, compilers);
        CompilerPool.Lease lease = pool.borrow(job("a"))) {
      lease.compiler().warmUp();
      pool.makeRoom(() -> true);
      assertEquals(IdleCompilers.LIVE + IdleCompilers.GARBAGE, compilers.heapBytes());
    }
  }

  @Test
  void closingClosesEverySession() {
    try (CompilerPool pool = new CompilerPool(3, compilers)) {
      pool.warmUp();
      pool.warmUpOthers();
    }
    assertEquals(2, compilers.closed());
  }
}
