package io.scriptfarm.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.testkit.FakeFarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final FakeFarm farm = new FakeFarm();
  private final List<BuildEvent> heard = new ArrayList<>();

  @BeforeEach
  void buildsEndAtOnce() {
    farm.conclusion = Optional.of(CONCLUSION);
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  private BuildEvent.Finished follow(Duration closing) throws FarmException {
    FarmClient client =
        new FarmClient(FarmAddress.open(farm.uri()), Backoff.STANDARD, LONG, closing);
    FarmClient.Submitted build =
        client.submit(
            BuildRequest.of(
                Digest.ofUtf8("snapshot"), new ProjectPath("tsconfig.json"), Job.Lane.BULK));
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
      assertEquals(1, farm.count("GET /api/builds/ID/events"));
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
}
