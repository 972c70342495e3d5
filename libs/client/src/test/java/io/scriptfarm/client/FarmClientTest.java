package io.scriptfarm.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.testkit.FakeFarm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FarmClientTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final BuildEvent.Aborted CONCLUSION =
      new BuildEvent.Aborted(CompileOutcome.Blame.USER, "no such project");

  private static final Digest SNAPSHOT = Digest.ofUtf8("snapshot");
  private static final BuildRequest REQUEST =
      BuildRequest.of(SNAPSHOT, new ProjectPath("tsconfig.json"), Urgency.BULK);

  private final FakeFarm farm = new FakeFarm();
  private final List<BuildEvent> heard = new ArrayList<>();

  @BeforeEach
  void buildsEndAtOnce() {
    farm.conclusion = CONCLUSION;
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  private FarmClient client(Duration closing) {
    return new FarmClient(
        FarmAddress.open(farm.uri()), new Waits(Backoff.STANDARD, false), LONG, closing);
  }

  private BuildEvent.Finished follow(Duration closing) throws FarmException {
    FarmClient client = client(closing);
    return follow(client, client.submit(REQUEST));
  }

  private BuildEvent.Finished follow(FarmClient client, FarmClient.Submitted build)
      throws FarmException {
    return client.follow(build, heard::add, LONG).orElseThrow();
  }

  @Test
  @DisplayName("R43 the gateway ends the event stream, not the client")
  void readsTheStreamToItsEnd() throws FarmException {
    farm.bytesAfterTheEnd = 32 << 20; // far beyond what sockets hold

    BuildEvent.Finished finished = follow(LONG);

    assertEquals(CONCLUSION, finished.conclusion());
    assertEquals(List.of(finished), heard);
    assertEquals(1, farm.readToTheEnd.get());
  }

  @Test
  @Timeout(30)
  @DisplayName("R43 a gateway that keeps the event stream open is not waited for")
  void isNotHeldByAnOpenStream() throws FarmException {
    farm.mayEnd.acquireUninterruptibly();
    try {
      assertEquals(CONCLUSION, follow(SHORT).conclusion());
      assertEquals(1, farm.count("GET /api/builds/build-1/events"));
    } finally {
      farm.mayEnd.release();
    }
  }

  @Test
  @Timeout(30)
  @DisplayName("R43 nor is one that goes on sending after the last event")
  void isNotHeldByAnEndlessStream() throws FarmException {
    farm.bytesAfterTheEnd = Integer.MAX_VALUE;

    assertEquals(CONCLUSION, follow(SHORT).conclusion());
  }

  @Test
  @DisplayName("R11 an address where nothing ever answered fails at once")
  void doesNotWaitForNobody() {
    farm.close();

    assertThrows(FarmException.Unreachable.class, () -> client(LONG).submit(REQUEST));
  }

  @Test
  @DisplayName("R43 a service that is started again is waited for, where that is wanted")
  void waitsForARestart() throws FarmException {
    Waits patient = new Waits(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 9), true);
    AtomicInteger asked = new AtomicInteger();

    patient.ask(
        farm.uri(),
        () -> {
          if (asked.incrementAndGet() < 4) {
            throw new FarmException.Unreachable("nobody is there", new IOException("refused"));
          }
          return "here";
        });

    assertEquals(4, asked.get());
  }

  @Test
  @DisplayName("R43 a farm without room is asked again when it wants to be")
  void comesBackWhenItIsAskedTo() throws FarmException {
    farm.busy.set(1);
    Backoff impatient = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 3);
    long begin = System.nanoTime();
    try (FarmClient client =
        new FarmClient(FarmAddress.open(farm.uri()), new Waits(impatient, false), LONG, SHORT)) {
      client.cache();
    }
    assertTrue(System.nanoTime() - begin >= Duration.ofSeconds(1).toNanos());
    assertEquals(2, farm.count("GET /api/farm"));
  }
}
