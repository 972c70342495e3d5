package io.scriptfarm.worker.compile;

import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Project;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The compile slots of this worker: as many compilers as may run at once. Interactive jobs get the
/// next free one before bulk jobs, and a project preferably the compiler that has it resident.
/// Thread-safe.
public final class CompilerPool implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition freed = lock.newCondition();
  private final Deque<Slot> idle = new ArrayDeque<>(); // the one used last comes first
  private final int size;
  private int interactiveWaiting;

  public CompilerPool(int size, Supplier<TstlCompiler> compilers) {
    this.size = size;
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      slots.add(new Slot(compilers.get()));
    }
    idle.addAll(slots);
  }

  /// A compiler and the project that it compiled last.
  private static final class Slot {
    private final TstlCompiler compiler;
    private @Nullable CompileKey project;

    Slot(TstlCompiler compiler) {
      this.compiler = compiler;
    }
  }

  /// A compiler for one job; close it to give it back.
  public final class Lease implements AutoCloseable {
    private final Slot slot;

    private Lease(Slot slot) {
      this.slot = slot;
    }

    public TstlCompiler compiler() {
      return slot.compiler;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        idle.addFirst(slot);
        freed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Waits for a free compiler.
  public Lease borrow(Project project, Job.Lane lane) throws InterruptedException {
    boolean interactive = lane == Job.Lane.INTERACTIVE;
    lock.lockInterruptibly();
    try {
      interactiveWaiting += interactive ? 1 : 0;
      try {
        while (idle.isEmpty() || (!interactive && interactiveWaiting > 0)) {
          freed.await();
        }
      } finally {
        interactiveWaiting -= interactive ? 1 : 0;
        freed.signalAll();
      }
      Slot slot = preferred(project.planKey());
      idle.remove(slot);
      slot.project = project.planKey();
      return new Lease(slot);
    } finally {
      lock.unlock();
    }
  }

  /// Opens every compiler's session, so that the first job finds it warm.
  public void warmUp() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      idle.forEach(slot -> slot.compiler.warmUp());
    } finally {
      lock.unlock();
    }
  }

  /// How many compilers are at work.
  public int busy() {
    lock.lock();
    try {
      return size - idle.size();
    } finally {
      lock.unlock();
    }
  }

  /// Closes the idle compilers; to be called when no job runs any more.
  @Override
  public void close() {
    lock.lock();
    try {
      idle.forEach(slot -> slot.compiler.close());
    } finally {
      lock.unlock();
    }
  }

  private Slot preferred(CompileKey project) {
    return idle.stream()
        .filter(slot -> project.equals(slot.project))
        .findFirst()
        .orElseGet(idle::getFirst);
  }
}
