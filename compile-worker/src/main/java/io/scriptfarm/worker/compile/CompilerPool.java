package io.scriptfarm.worker.compile;

import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Project;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The compilers of this worker, one for each compile slot. A project preferably gets the one that
/// has it resident. Thread-safe.
public final class CompilerPool implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private final Deque<Seat> idle = new ArrayDeque<>(); // the one used last comes first

  public CompilerPool(int size, Supplier<TstlCompiler> compilers) {
    for (int i = 0; i < size; i++) {
      idle.add(new Seat(compilers.get()));
    }
  }

  /// A compiler and the project that it compiled last.
  private static final class Seat {
    private final TstlCompiler compiler;
    private @Nullable CompileKey project;
    private boolean warm;

    Seat(TstlCompiler compiler) {
      this.compiler = compiler;
    }
  }

  /// A compiler for one job; closing gives it back.
  public final class Lease implements AutoCloseable {
    private final Seat seat;

    private Lease(Seat seat) {
      this.seat = seat;
    }

    public TstlCompiler compiler() {
      return seat.compiler;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        idle.addFirst(seat);
        returned.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Waits for an idle compiler; with a compile slot in hand there is one.
  public Lease borrow(Project project) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (idle.isEmpty()) {
        returned.await();
      }
      CompileKey wanted = PlanJob.key(project);
      Seat seat =
          idle.stream()
              .filter(candidate -> wanted.equals(candidate.project))
              .findFirst()
              .orElseGet(idle::getFirst);
      idle.remove(seat);
      seat.project = wanted;
      seat.warm = true;
      return new Lease(seat);
    } finally {
      lock.unlock();
    }
  }

  /// Opens the session of one compiler, so that the first job finds it warm.
  public void warmUp() {
    lock.lock();
    try {
      Seat first = idle.getFirst();
      first.compiler.warmUp();
      first.warm = true;
    } finally {
      lock.unlock();
    }
  }

  /// Opens the sessions of those that nobody uses, one after the other. A job that wants one of
  /// them meanwhile waits until it is open.
  public void warmUpOthers() {
    for (Seat seat = takeCold(); seat != null; seat = takeCold()) {
      try {
        seat.compiler.warmUp();
      } finally {
        lock.lock();
        try {
          idle.addLast(seat);
          returned.signal();
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private @Nullable Seat takeCold() {
    lock.lock();
    try {
      Optional<Seat> cold = idle.stream().filter(seat -> !seat.warm).findFirst();
      cold.ifPresent(
          seat -> {
            seat.warm = true;
            idle.remove(seat);
          });
      return cold.orElse(null);
    } finally {
      lock.unlock();
    }
  }

  /// Closes the idle compilers; to be called when no job runs any more.
  @Override
  public void close() {
    lock.lock();
    try {
      idle.forEach(seat -> seat.compiler.close());
    } finally {
      lock.unlock();
    }
  }
}
