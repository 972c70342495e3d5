package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Job.Lane;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A worker whose verdicts the test decides, one delivery at a time.
class Worker implements JobHandler, AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  final List<ReceivedJob> delivered = new CopyOnWriteArrayList<>();
  final List<String> poisoned = new CopyOnWriteArrayList<>();
  final List<String> interrupted = new CopyOnWriteArrayList<>();
  final AtomicInteger questions = new AtomicInteger(); // whether it is ready
  final JobIntake intake;
  private final BlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  Worker(KafkaConfig config, Lane lane, Slots slots) {
    this.intake = JobIntake.start(config, "test", lane, slots, executor, this);
  }

  Worker(KafkaConfig config) {
    this(config, Lane.BULK, new Slots(1));
  }

  @Override
  public boolean ready() {
    questions.incrementAndGet();
    return true;
  }

  @Override
  public Verdict handle(ReceivedJob received) throws InterruptedException {
    delivered.add(received);
    try {
      Verdict verdict = verdicts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (verdict == null) {
        throw new IllegalStateException("the test gave no verdict on " + received);
      }
      return verdict;
    } catch (InterruptedException e) {
      interrupted.add(received.job().id());
      throw e;
    }
  }

  @Override
  public void onPoison(Optional<Job> job, String reason) {
    poisoned.add(job.map(Job::id).orElse("-") + ": " + reason);
  }

  Worker says(Verdict verdict) {
    verdicts.add(verdict);
    return this;
  }

  Worker accepts(int jobs) {
    for (int i = 0; i < jobs; i++) {
      says(new Verdict.Accept());
    }
    return this;
  }

  List<String> ids() {
    return delivered.stream().map(d -> d.job().id()).toList();
  }

  /// Closes them at the same time, because each takes leave of the broker.
  static void closeAll(List<Worker> workers) {
    List<Thread> closing =
        workers.stream().map(worker -> Thread.ofVirtual().start(worker::close)).toList();
    for (Thread thread : closing) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while workers close", e);
      }
    }
  }

  @Override
  public void close() {
    intake.close();
    executor.shutdownNow();
  }
}
