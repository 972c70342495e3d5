package io.scriptfarm.orchestration;

import static io.scriptfarm.orchestration.FarmInMemory.request;
import static io.scriptfarm.orchestration.FarmInMemory.sharded;
import static io.scriptfarm.orchestration.FarmInMemory.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildJournal;
import io.scriptfarm.contract.BuildRecord;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.GatewayStatus.KnownBuild;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.TranspileJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Three gateways of one farm, whose workers do one of two scripts until the test lets them do the
/// other.
@Timeout(30)
@DisplayName("R41 a build on a farm with many gateways")
class ManyGatewaysTest {
  private final FarmInMemory farm = new FarmInMemory(Path.of("target/keys"));
  private final Project project = farm.project(Map.of("a.ts", "a", "b.ts", "b"));
  private final Semaphore stuck = new Semaphore(0);
  private volatile boolean worksAll;
  private final GatewayInMemory first = new GatewayInMemory(farm, "first");
  private final GatewayInMemory second = new GatewayInMemory(farm, "second");
  private final GatewayInMemory third = new GatewayInMemory(farm, "third");

  private ManyGatewaysTest() {
    farm.onPlan(sharded("a.ts", "b.ts"), Optional.empty(), Plan.Placement.NONE);
    farm.on(TranspileJob.class, this::transpile);
    farm.on(
        LinkJob.class,
        new LinkJob.Linked(
            List.of(farm.lua("a.ts", "a"), farm.lua("b.ts", "b")), List.of(), false));
  }

  private Map<CompileKey, CompileOutcome> transpile(TranspileJob job) {
    Map<CompileKey, CompileOutcome> done = new HashMap<>();
    for (CompileKey key : job.keys()) {
      if (worksAll || key.equals(task("a.ts").key())) {
        done.put(key, farm.transpiled());
      } else {
        stuck.release();
      }
    }
    return done;
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    third.close();
  }

  /// A build of which one script is told, at the first gateway.
  private Build half() throws InterruptedException {
    Build build = first.builds.submit(request(project), "ann");
    stuck.acquire();
    long seen = 0;
    while (build.progress().compiled() == 0 || seen < 2) {
      seen += second.all.follow(build.id(), seen).orElseThrow().read(seen, SOON).size();
    }
    return build;
  }

  private static final Duration SOON = Duration.ofSeconds(5);

  private void lookUntilSomebodyIsMissed() throws InterruptedException {
    for (int i = 0; i < Peers.MOST_ABSENCES; i++) {
      second.peers.look();
      third.peers.look();
    }
  }

  private static void assertWhole(List<BuildEvent> events) {
    assertEquals(
        LongStream.rangeClosed(1, events.size()).boxed().toList(),
        events.stream().map(BuildEvent::sequence).toList());
    assertEquals(1, count(events, BuildEvent.Planned.class));
    assertEquals(2, count(events, BuildEvent.ScriptFinished.class));
    assertEquals(2, count(events, BuildEvent.OutputReady.class));
    var end = assertInstanceOf(BuildEvent.Finished.class, events.getLast());
    assertInstanceOf(BuildEvent.Delivered.class, end.conclusion());
    assertEquals(2, end.summary().compiled() + end.summary().cached());
  }

  private static long count(List<BuildEvent> events, Class<? extends BuildEvent> type) {
    return events.stream().filter(type::isInstance).count();
  }

  @Test
  @DisplayName("is followed through any of them, and listed by each")
  void isFollowedThroughAny() throws InterruptedException {
    worksAll = true;
    Build build = first.builds.submit(request(project), "ann");

    List<BuildEvent> events = second.follow(build.id());

    assertWhole(events);
    assertEquals(events, first.follow(build.id()));
    assertEquals(events, farm.events, "the world hears what clients hear");
    first.peers.look();
    third.peers.look();
    assertEquals(List.of(build.id()), third.all.list().stream().map(KnownBuild::id).toList());
    assertEquals(Optional.of(project), third.all.project(build.id(), FarmInMemory.TOOLCHAIN));
    assertEquals(Optional.empty(), third.all.follow("another", 0));
    assertEquals(Optional.empty(), third.all.follow(build.id(), events.size() + 1L));
  }

  @Test
  @DisplayName("R43 goes on where it was when its gateway dies, and nothing is told twice")
  void goesOnWhenItsGatewayDies() throws InterruptedException {
    Build build = half();
    first.peers.look();
    lookUntilSomebodyIsMissed();
    assertEquals("first", farm.store.buildJournal().running().get(build.id()), "it is there");

    first.dies();
    worksAll = true;
    lookUntilSomebodyIsMissed();

    List<BuildEvent> events = third.follow(build.id());
    assertWhole(events);
    assertEquals(events, first.follow(build.id()), "who was away for a while sees the same");
    assertTrue(first.builds.find(build.id()).isEmpty(), "and does not run it any more");
  }

  @Test
  @DisplayName("R43 is handed over at once when its gateway stops")
  void isHandedOver() throws InterruptedException {
    Build build = half();
    first.close();
    worksAll = true;

    second.peers.look();
    second.peers.look();

    assertWhole(third.follow(build.id()));
  }

  @Test
  @DisplayName("R43 that takes gateways down ends, and says so")
  void takesGatewaysDown() throws InterruptedException {
    Build build = half();
    List<GatewayInMemory> others = List.of(second, third);
    String owner = "first";
    for (int deaths = 0; deaths < Builds.MOST_DEATHS; deaths++) {
      farm.store.buildRecords().take(build.id(), owner, "dead " + deaths);
      owner = "dead " + deaths;
    }

    lookUntilSomebodyIsMissed();

    var end = assertInstanceOf(BuildEvent.Aborted.class, others.getFirst().conclusion(build.id()));
    assertEquals(Blame.INTERNAL, end.blame());
    assertTrue(end.reason().startsWith("3 gateways ended while they ran this build"), end.reason());
  }

  @Test
  @DisplayName("R43 that a gateway ran for a while is not what that one died of")
  void doesNoHarm() throws InterruptedException {
    Build build = half();
    first.peers.look();
    first.now = first.now.plus(Peers.HARMLESS);
    first.peers.look();
    String owner = "first";
    for (int deaths = 0; deaths < Builds.MOST_DEATHS; deaths++) {
      farm.store.buildRecords().take(build.id(), owner, "dead " + deaths);
      owner = "dead " + deaths;
    }
    worksAll = true;

    lookUntilSomebodyIsMissed();

    assertWhole(third.follow(build.id()));
  }

  @Test
  @DisplayName("R43 of a newer version of the farm is to be submitted again")
  void isOfANewerVersion() throws InterruptedException {
    BuildRecord record =
        new BuildRecord("newer", "ann", "{\"project\":1}", Instant.EPOCH, 1_000_000);
    farm.store.buildRecords().open(record, "dead");

    lookUntilSomebodyIsMissed();

    assertEquals(new BuildEvent.Interrupted(), third.conclusion("newer"));
  }

  @Test
  @DisplayName("R43 is shown while the store is away, and written down as soon as it is back")
  void isShownWithoutTheStore() throws InterruptedException {
    BuildLog log = new BuildLog();
    boolean[] away = {true};
    BuildJournal journal = farm.store.buildJournal();
    Ledger flaky =
        new Ledger(
            "first",
            farm.store.buildRecords(),
            new BuildJournal() {
              @Override
              public Appended append(String build, String owner, List<BuildEvent> events) {
                if (away[0]) {
                  away[0] = false;
                  throw new StoreUnavailableException("away", new IllegalStateException());
                }
                return journal.append(build, owner, events);
              }

              @Override
              public Optional<List<BuildEvent>> read(String build, long after) {
                return journal.read(build, after);
              }

              @Override
              public Map<String, String> running() {
                return journal.running();
              }
            });
    Build.Asked asked = Build.Asked.now(request(project), "ann", () -> Instant.EPOCH);
    BuildWriter writer = BuildWriter.open(asked, flaky, log, farm.events::add);
    BuildEvent.Waiting waiting = new BuildEvent.Waiting(asked.id(), 1, "for Redis");
    BuildEvent.Finished end =
        new BuildEvent.Finished(
            asked.id(),
            2,
            new BuildEvent.Cancelled(),
            new BuildEvent.Summary(0, 0, 0, 0, Duration.ZERO));
    writer.accept(waiting);
    writer.accept(end);
    writer.close();

    assertTrue(writer.run());

    assertEquals(List.of(waiting, end), log.read(0, Duration.ZERO));
    assertEquals(Optional.of(List.of(waiting, end)), journal.read(asked.id(), 0));
  }
}
