package io.scriptfarm.worker.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CompilerPoolTest {
  private final IdleCompilers compilers = new IdleCompilers();

  private static Project project(String snapshot) {
    return new Project(
        Digest.ofUtf8("toolchain"), Digest.ofUtf8(snapshot), new ProjectPath("tsconfig.json"));
  }

  private static TstlCompiler use(CompilerPool pool, String project) throws InterruptedException {
    try (CompilerPool.Lease lease = pool.borrow(project(project))) {
      return lease.compiler();
    }
  }

  @Test
  void aProjectGetsTheCompilerThatHasItResident() throws Exception {
    try (CompilerPool pool = new CompilerPool(2, compilers)) {
      TstlCompiler ofA;
      TstlCompiler ofB;
      try (CompilerPool.Lease a = pool.borrow(project("a"));
          CompilerPool.Lease b = pool.borrow(project("b"))) {
        ofA = a.compiler();
        ofB = b.compiler();
      }
      assertNotSame(ofA, ofB);

      assertSame(ofB, use(pool, "b"));
      assertSame(ofA, use(pool, "a"));
      assertSame(ofB, use(pool, "b"));
    }
  }

  @Test
  void anotherProjectGetsTheOneThatWasUsedLast() throws Exception {
    try (CompilerPool pool = new CompilerPool(3, compilers)) {
      TstlCompiler last = use(pool, "a");
      assertSame(last, use(pool, "b"));
    }
  }

  @Test
  void whoFindsNoIdleCompilerWaitsForOne() throws Exception {
    try (CompilerPool pool = new CompilerPool(1, compilers)) {
      FutureTask<TstlCompiler> waiting = new FutureTask<>(() -> use(pool, "b"));
      TstlCompiler only;
      try (CompilerPool.Lease lease = pool.borrow(project("a"))) {
        only = lease.compiler();
        startAndAwaitWaiting(waiting);
      }
      assertSame(only, waiting.get());
    }
  }

  @Test
  void whoWaitsCanBeInterrupted() throws Exception {
    try (CompilerPool pool = new CompilerPool(1, compilers);
        CompilerPool.Lease lease = pool.borrow(project("a"))) {
      Callable<TstlCompiler> use = () -> use(pool, "b");
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
  void warmsUpEachCompilerOnce() throws Exception {
    try (CompilerPool pool = new CompilerPool(3, compilers)) {
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
    try (CompilerPool pool = new CompilerPool(2, compilers)) {
      use(pool, "a");
      pool.warmUpOthers();
      assertEquals(1, compilers.opened());
    }
  }

  @Test
  void closingClosesEverySession() {
    try (CompilerPool pool = new CompilerPool(2, compilers)) {
      pool.warmUp();
      pool.warmUpOthers();
    }
    assertEquals(2, compilers.closed());
  }
}
