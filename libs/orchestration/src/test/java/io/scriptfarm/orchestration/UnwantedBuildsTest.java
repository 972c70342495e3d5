package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static io.scriptfarm.orchestration.FarmInMemory.sharded;
import static io.scriptfarm.orchestration.FarmInMemory.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.TranspileJob;
import java.nio.file.Path;
import java.time.Duration;
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

/// Builds that nobody waits for any more, at the gateway that runs them or through another one. No
/// script of them is ever done.
@Timeout(30)
@DisplayName("R46 a build")
class UnwantedBuildsTest {
  private static final Set<CompileKey> SCRIPT = Set.of(task("a.ts").key());

  private final FarmInMemory farm = new FarmInMemory(Path.of("target/keys"));
  private final Project project = farm.project(Map.of("a.ts", "a"));
  private final Semaphore asked = new Semaphore(0); // for the script
  private final BlockingQueue<String> askers = new LinkedBlockingQueue<>(); // builds, by their jobs
  private final GatewayInMemory here = new GatewayInMemory(farm, "here");
  private final GatewayInMemory there = new GatewayInMemory(farm, "there");

  private UnwantedBuildsTest() {
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
    here.close();
    there.close();
  }

  private Build submit(GatewayInMemory gateway, String session, String tenant) {
    return gateway.builds.submit(
        request(project).with(new BuildRequest.Turn(Urgency.BULK, Set.of(), Optional.of(session))),
        tenant);
  }

  private void lookAtEachOther() throws InterruptedException {
    there.peers.look();
    here.peers.look();
  }

  @Test
  @DisplayName("ends when its last client went away from all gateways, and lets its claims go")
  void isAbandoned() throws InterruptedException {
    Build build = here.builds.submit(request(project), "ann");
    asked.acquire();
    Peers.Following first = here.peers.follow(build.id());
    Peers.Following second = there.peers.follow(build.id());
    lookAtEachOther();
    first.close();
    here.now = here.now.plus(Peers.ABANDONED);
    lookAtEachOther();
    assertTrue(build.isRunning(), "it is followed through another gateway");

    second.close();
    lookAtEachOther();
    here.now = here.now.plus(Peers.ABANDONED).minusMillis(1);
    lookAtEachOther();
    assertTrue(build.isRunning(), "its client may come back");
    here.now = here.now.plus(Duration.ofMillis(1));
    lookAtEachOther();

    assertEquals(new BuildEvent.Interrupted(), there.conclusion(build.id()));
    assertEquals(Set.of(), farm.store.claims().held(SCRIPT, build.id()));
  }

  @Test
  @DisplayName("that nobody ever followed goes on")
  void isNotFollowed() throws InterruptedException {
    Build build = here.builds.submit(request(project), "ann");
    lookAtEachOther();
    here.now = here.now.plus(Duration.ofDays(1));
    lookAtEachOther();

    assertTrue(build.isRunning());
  }

  @Test
  @DisplayName("takes the place of older ones of its session, and lets their claims go")
  void takesThePlaceOfOlderOnes() throws InterruptedException {
    Build older = submit(here, "editor", "ann");
    asked.acquire();

    Build newer = submit(here, "editor", "ann");

    assertEquals(new BuildEvent.Superseded(newer.id()), here.conclusion(older.id()));
    assertEquals(Set.of(), farm.store.claims().held(SCRIPT, older.id()));
    assertTrue(newer.isRunning());
  }

  @Test
  @DisplayName("R41 takes the place of older ones at other gateways")
  void takesThePlaceOfOlderOnesElsewhere() throws InterruptedException {
    Build older = submit(here, "editor", "ann");
    asked.acquire();
    Build newer = submit(there, "editor", "ann");

    lookAtEachOther();
    lookAtEachOther();

    assertEquals(new BuildEvent.Superseded(newer.id()), there.conclusion(older.id()));
    assertTrue(newer.isRunning());
  }

  @Test
  @DisplayName("that is cancelled ends as such, and another that waits for its scripts goes on")
  void isCancelled() throws InterruptedException {
    Build unwanted = here.builds.submit(request(project), "ann");
    asked.acquire();
    Build wanted = here.builds.submit(request(project), "bob");

    assertTrue(here.all.cancel(unwanted.id(), "ann"));

    assertEquals(new BuildEvent.Cancelled(), here.conclusion(unwanted.id()));
    while (!askers.take().equals(wanted.id())) {
      assertTrue(wanted.isRunning()); // it goes on, and asks by a job of its own
    }
    assertTrue(here.all.cancel(unwanted.id(), "ann"), "as often as one likes");
    assertEquals(new BuildEvent.Cancelled(), here.conclusion(unwanted.id()));
  }

  @Test
  @DisplayName("R41 is cancelled through another gateway")
  void isCancelledElsewhere() throws InterruptedException {
    Build build = here.builds.submit(request(project), "ann");
    asked.acquire();

    assertTrue(there.all.cancel(build.id(), "ann"));
    here.peers.look();

    assertEquals(new BuildEvent.Cancelled(), there.conclusion(build.id()));
  }

  @Test
  @DisplayName("is cancelled by nobody but who asked for it")
  void isCancelledByItsClient() throws InterruptedException {
    Build build = here.builds.submit(request(project), "ann");

    assertFalse(here.all.cancel(build.id(), "bob"));
    assertFalse(there.all.cancel(build.id(), "bob"));
    assertFalse(here.all.cancel("another", "ann"));
    lookAtEachOther();

    assertTrue(build.isRunning());
  }

  @Test
  @DisplayName("leaves builds of other sessions and of other tenants alone")
  void leavesOthersAlone() throws InterruptedException {
    Build another = submit(here, "another editor", "ann");
    Build nameless = there.builds.submit(request(project), "ann");
    Build foreign = submit(here, "editor", "bob");
    Build older = submit(here, "editor", "ann");
    Build newer = submit(there, "editor", "ann");
    lookAtEachOther();

    assertEquals(new BuildEvent.Superseded(newer.id()), here.conclusion(older.id()));
    assertTrue(another.isRunning() && nameless.isRunning() && foreign.isRunning());
  }
}
