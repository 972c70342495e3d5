package io.scriptfarm.worker.compile;

import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.SaveJob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The compilers of this worker, one for each job that it may have in hand. A project preferably
/// gets the one that has it resident. Scripts are saved into a project again and again, so a
/// compiler that did so is left to saves while there is another one (requirement R46). Thread-safe.
public final class CompilerPool implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private final List<PooledCompiler> idle = new ArrayList<>(); // the one used last comes first

  private final int size;
  private long borrowed;

  public CompilerPool(int size, Supplier<TstlCompiler> compilers) {
    this.size = size;
    for (int i = 0; i < size; i++) {
      idle.add(new PooledCompiler(compilers.get()));
    }
  }

  /// How many compilers there are.
  public int size() {
    return size;
  }

  /// A compiler and the project that it compiled last.
  private static final class PooledCompiler {
    private final TstlCompiler compiler;
    private @Nullable CompileKey project;
    private boolean warm;
    private boolean saves; // whether it compiled a saved script
    private boolean trimmed; // since it was used
    private long used; // when, as a number of borrowings

    PooledCompiler(TstlCompiler compiler) {
      this.compiler = compiler;
    }
  }

  /// A compiler for one job; closing gives it back.
  public final class Lease implements AutoCloseable {
    private final PooledCompiler pooled;

    private Lease(PooledCompiler pooled) {
      this.pooled = pooled;
    }

    public TstlCompiler compiler() {
      return pooled.compiler;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        idle.addFirst(pooled);
        returned.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Waits for an idle compiler; with a compile slot in hand there is one.
  public Lease borrow(Job job) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (idle.isEmpty()) {
        returned.await();
      }
      CompileKey wanted = PlanJob.key(job.project());
      PooledCompiler pooled =
          idle.stream()
              .min(Comparator.comparing(of -> fit(of, job, wanted), Fit.BEST_FIRST))
              .orElseThrow(); // of equal ones the one that was used last
      idle.remove(pooled);
      pooled.project = wanted;
      pooled.warm = true;
      pooled.trimmed = false;
      pooled.used = ++borrowed;
      pooled.saves |= job instanceof SaveJob;
      return new Lease(pooled);
    } finally {
      lock.unlock();
    }
  }

  /// How well a compiler suits a job.
  ///
  /// @param built whether it keeps a session in which an earlier state of the project was built,
  ///     with its plugins: an edit costs little there
  /// @param same whether it worked at this state last
  /// @param saves whether it compiles saves as the job does, or not as the job does not
  /// @param free whether it keeps no session of plugins, which would be lost to those of another
  ///     project
  record Fit(boolean built, boolean same, boolean saves, boolean free) {
    static final Comparator<Fit> BEST_FIRST =
        Comparator.comparing(Fit::built)
            .thenComparing(Fit::same)
            .thenComparing(Fit::saves)
            .thenComparing(Fit::free)
            .reversed();
  }

  private static Fit fit(PooledCompiler pooled, Job job, CompileKey wanted) {
    boolean saves = job instanceof SaveJob; // which are compiled without plugins
    return new Fit(
        !saves && pooled.compiler.hasBuilt(job.project()),
        wanted.equals(pooled.project),
        pooled.saves == saves,
        !pooled.compiler.hasBuiltAny());
  }

  /// Opens the session of one compiler, so that the first job finds it warm.
  public void warmUp() {
    lock.lock();
    try {
      PooledCompiler first = idle.getFirst();
      first.compiler.warmUp();
      first.warm = true;
    } finally {
      lock.unlock();
    }
  }

  /// Opens the sessions of those that nobody uses, one after the other, but the last: few workers
  /// need that one, and it takes memory. A job that wants one of them meanwhile waits until it is
  /// open.
  public void warmUpOthers() {
    for (PooledCompiler pooled = takeCold(); pooled != null; pooled = takeCold()) {
      try {
        pooled.compiler.warmUp();
      } finally {
        lock.lock();
        try {
          idle.addLast(pooled);
          returned.signal();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private @Nullable PooledCompiler takeCold() {
    lock.lock();
    try {
      List<PooledCompiler> cold = idle.stream().filter(pooled -> !pooled.warm).toList();
      if (cold.size() <= 1) {
        return null;
      }
      PooledCompiler pooled = cold.getFirst();
      pooled.warm = true;
      idle.remove(pooled);
      return pooled;
    } finally {
      lock.unlock();
    }
  }

  /// Takes memory from compilers that nobody uses while there is too little of it, from those
  /// unused longest first: their garbage, then all that they keep. A job that wants one of them
  /// meanwhile waits.
  ///
  /// @param tooLittle says whether there is
  public void makeRoom(BooleanSupplier tooLittle) {
    makeRoom(tooLittle, pooled -> pooled.warm && !pooled.trimmed, CompilerPool::trim);
    makeRoom(tooLittle, pooled -> pooled.warm, CompilerPool::release);
  }

  private void makeRoom(
      BooleanSupplier tooLittle, Predicate<PooledCompiler> from, Consumer<PooledCompiler> how) {
    while (tooLittle.getAsBoolean()) {
      PooledCompiler pooled = takeEldest(from);
      if (pooled == null) {
        return;
      }
      try {
        how.accept(pooled);
      } finally {
        lock.lock();
        try {
          putBack(pooled);
          returned.signal();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  /// To where it was: nobody used it.
  private void putBack(PooledCompiler pooled) {
    int place = 0;
    while (place < idle.size() && idle.get(place).used > pooled.used) {
      place++;
    }
    idle.add(place, pooled);
  }

  private static void trim(PooledCompiler pooled) {
    pooled.compiler.trim();
    pooled.trimmed = true;
  }

  private static void release(PooledCompiler pooled) {
    pooled.compiler.release();
    pooled.warm = false;
    pooled.project = null;
  }

  private @Nullable PooledCompiler takeEldest(Predicate<PooledCompiler> wanted) {
    lock.lock();
    try {
      for (PooledCompiler pooled : idle.reversed()) {
        if (wanted.test(pooled)) {
          idle.remove(pooled);
          return pooled;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// Closes the idle compilers; to be called when no job runs any more.
  @Override
  public void close() {
    lock.lock();
    try {
      idle.forEach(pooled -> pooled.compiler.close());
    } finally {
      lock.unlock();
    }
  }
}
