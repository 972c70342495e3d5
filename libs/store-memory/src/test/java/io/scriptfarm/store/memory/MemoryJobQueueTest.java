package io.scriptfarm.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.JobQueue;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.testkit.Await;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MemoryJobQueueTest {
  private final MemoryJobQueue queue = new MemoryJobQueue();

  private static Job job(String id) {
    return new OpenJob(
        id,
        "build",
        new Project(
            Digest.ofUtf8("toolchain"),
            Digest.ofUtf8("snapshot"),
            new ProjectPath("tsconfig.json")));
  }

  @Test
  void givesInteractiveJobsFirstAndTheOldestOfALane() throws InterruptedException {
    queue.publish(Lane.BULK, job("bulk 1"));
    queue.publish(Lane.BULK, job("bulk 2"));
    queue.publish(Lane.INTERACTIVE, job("interactive 1"));
    queue.publish(Lane.INTERACTIVE, job("interactive 2"));

    assertEquals(job("interactive 1"), queue.take());
    assertEquals(job("interactive 2"), queue.take());
    assertEquals(job("bulk 1"), queue.take());
    assertEquals(job("bulk 2"), queue.take());
  }

  @Test
  @DisplayName("R43 holds a job until whoever took it is done with it")
  void holdsAJobUntilItIsDone() throws InterruptedException {
    JobQueue.Place first = queue.publish(Lane.BULK, job("first"));
    JobQueue.Place second = queue.publish(Lane.BULK, job("second"));
    assertEquals(Set.of(first, second), queue.holding(Set.of(first, second)));

    Job taken = queue.take();
    assertEquals(Set.of(first, second), queue.holding(Set.of(first, second)));

    queue.done(taken);
    assertEquals(Set.of(second), queue.holding(Set.of(first, second)));
  }

  @Test
  void waitsForAJob() throws Exception {
    FutureTask<Job> taken = new FutureTask<>(queue::take);
    Thread worker = Thread.ofPlatform().daemon().start(taken);
    Await.until(
        Duration.ofSeconds(5), "the worker waits", () -> worker.getState() == Thread.State.WAITING);
    assertFalse(taken.isDone());

    queue.publish(Lane.BULK, job("late"));

    assertEquals(job("late"), taken.get());
  }
}
