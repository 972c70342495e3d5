package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static io.scriptfarm.orchestration.FarmInMemory.sharded;
import static io.scriptfarm.orchestration.FarmInMemory.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.TranspileJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Builds that nobody waits for any more. No script of them is ever done.
@Timeout(30)
@DisplayName("R46 a build")
class BuildsTest {
  private static final Set<CompileKey> SCRIPT = Set.of(task("a.ts").key());
  private static final Duration SOON = Duration.ofMillis(1);

  private final FarmInMemory farm = new FarmInMemory(Path.of("nowhere"));
  private final Project project = farm.project(Map.of("a.ts", "a"));
  private final Semaphore asked = new Semaphore(0); // for the script
  private final BlockingQueue<String> askers = new LinkedBlockingQueue<>(); // builds, by their jobs
  private final Builds builds =
      new Builds(
          farm.fleet,
          farm.store.artifacts(),
          farm.publications,
          farm.patience,
          FarmInMemory.TOOLCHAIN,
          farm.events::add,
          1 << 20,
          () -> Instant.EPOCH,
          SOON);

  private BuildsTest() {
    farm.onPlan(sharded("a.ts"), Optional.empty(), Plan.Placement.NONE);
    farm.on(
        TranspileJob.class,
        job -> {
          asked.release();
          askers.add(job.build());
          return Map.of();
        });
  }

  @AfterEach
  void close() {
    builds.close();
  }

  private Build submit(String session, String tenant) {
    return builds.submit(request(project).withSession(session), tenant);
  }

  private static BuildEvent.Conclusion conclusion(Build build) throws InterruptedException {
    long last = 0;
    while (true) {
      for (BuildEvent event : build.log().read(last, Duration.ofSeconds(10))) {
        last = event.sequence();
        if (event instanceof BuildEvent.Finished finished) {
          return finished.conclusion();
        }
      }
    }
  }

  @Test
  @DisplayName("ends when its last client went away, and lets its claims go")
  void isAbandoned() throws InterruptedException {
    Build build = builds.submit(request(project), "ann");
    asked.acquire();
    Builds.Following first = builds.follow(build);
    Builds.Following second = builds.follow(build);

    first.close();
    second.close();

    assertEquals(new BuildEvent.Interrupted(), conclusion(build));
    assertEquals(Set.of(), farm.store.claims().held(SCRIPT, build.id()));
  }

  @Test
  @DisplayName("goes on while one client follows, and ends its wait for others when it ends itself")
  void isFollowed() throws InterruptedException {
    Audience audience = new Audience();
    audience.join();
    audience.join();
    audience.leave();
    assertFalse(audience.isAbandonedFor(Duration.ZERO));
    audience.leave();
    assertTrue(audience.isAbandonedFor(SOON));
    audience.ended();
    assertFalse(audience.isAbandonedFor(Duration.ofDays(1)));
  }

  @Test
  @DisplayName("takes the place of older ones of its session, and lets their claims go")
  void takesThePlaceOfOlderOnes() throws InterruptedException {
    Build older = submit("editor", "ann");
    asked.acquire();

    Build newer = submit("editor", "ann");

    assertEquals(new BuildEvent.Superseded(newer.id()), conclusion(older));
    assertEquals(Set.of(), farm.store.claims().held(SCRIPT, older.id()));
    assertTrue(newer.progress().took().isEmpty());
  }

  @Test
  @DisplayName("that is cancelled ends as such, and another that waits for its scripts goes on")
  void isCancelled() throws InterruptedException {
    Build unwanted = builds.submit(request(project), "ann");
    asked.acquire();
    Build wanted = builds.submit(request(project), "bob");

    assertTrue(builds.cancel(unwanted.id(), "ann"));

    assertEquals(new BuildEvent.Cancelled(), conclusion(unwanted));
    while (!askers.take().equals(wanted.id())) {
      assertTrue(wanted.progress().took().isEmpty()); // it goes on, and asks by a job of its own
    }
    assertTrue(builds.cancel(unwanted.id(), "ann"), "as often as one likes");
    assertEquals(new BuildEvent.Cancelled(), conclusion(unwanted));
  }

  @Test
  @DisplayName("is cancelled by nobody but who asked for it")
  void isCancelledByItsClient() {
    Build build = builds.submit(request(project), "ann");

    assertFalse(builds.cancel(build.id(), "bob"));
    assertFalse(builds.cancel("another", "ann"));

    assertTrue(build.progress().took().isEmpty());
  }

  @Test
  @DisplayName("leaves builds of other sessions and of other tenants alone")
  void leavesOthersAlone() throws InterruptedException {
    Build another = submit("another editor", "ann");
    Build nameless = builds.submit(request(project), "ann");
    Build foreign = submit("editor", "bob");
    Build older = submit("editor", "ann");
    Build newer = submit("editor", "ann");

    assertEquals(new BuildEvent.Superseded(newer.id()), conclusion(older));

    builds.close();
    assertEquals(new BuildEvent.Interrupted(), conclusion(another));
    assertEquals(new BuildEvent.Interrupted(), conclusion(nameless));
    assertEquals(new BuildEvent.Interrupted(), conclusion(foreign));
  }
}
