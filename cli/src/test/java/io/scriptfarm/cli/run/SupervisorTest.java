package io.scriptfarm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A supervisor over one real process, which it is told to look at.
@DisplayName("R43 a supervisor")
class SupervisorTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<String> LIVES = List.of("sleep", "600");
  private static final List<String> DIES = List.of("sh", "-c", "echo 'I have no heart'; exit 1");

  @TempDir Path folder;
  private FarmHome home;
  private Daemon daemon;
  private Supervisor supervisor;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private volatile List<String> command = LIVES;
  private volatile Instant now = Instant.now();
  private volatile long space = Long.MAX_VALUE;

  @BeforeEach
  void createHome() throws RunException {
    home = new FarmHome(folder);
    home.createFolders();
    daemon = new Daemon(home, "worker-1");
    supervisor =
        new Supervisor(
            home,
            List.of("worker-1"),
            process -> command,
            () -> now,
            () -> space,
            new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() throws RunException {
    daemon.stop(Duration.ofSeconds(1));
  }

  private Watch.Entry told() throws RunException {
    return Watch.read(home).of("worker-1").orElseThrow();
  }

  private void awaitDeath() {
    Await.until(SOON, "the process has ended", () -> found().isEmpty());
  }

  private Optional<ProcessHandle> found() {
    try {
      return daemon.find();
    } catch (RunException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("leaves alone what runs, whoever started it")
  void adoptsWhatRuns() throws Exception {
    ProcessHandle process = daemon.start(LIVES, folder);

    supervisor.look();

    assertEquals(process, found().orElseThrow());
    assertEquals(Watch.none(), Watch.read(home));
  }

  @Test
  @DisplayName("starts at once what was killed, and counts that")
  void startsAgainWhatWasKilled() throws Exception {
    ProcessHandle process = daemon.start(LIVES, folder);
    supervisor.look();
    for (int i = 1; i <= 2; i++) {
      now = now.plus(Deaths.STEADY);
      found().orElseThrow().destroyForcibly();
      awaitDeath();

      supervisor.look();

      assertNotEquals(process.pid(), found().orElseThrow().pid());
      assertEquals(Watch.State.RESTARTED, told().state());
      assertEquals(i, told().restarts());
    }
  }

  @Test
  @DisplayName("waits longer each time, gives up in the end, and says what the process said")
  void givesUp() throws Exception {
    command = DIES;
    supervisor.look();
    int looks = 0;
    while (told().state() != Watch.State.GIVEN_UP) {
      awaitDeath();
      supervisor.look();
      now = now.plusSeconds(1);
      assertTrue(looks++ < 1_000);
    }

    assertEquals(Deaths.LIMIT, told().restarts());
    assertEquals(List.of("I have no heart"), told().lastLines());
    assertTrue(log.toString(StandardCharsets.UTF_8).contains("I have no heart"));
    // 1 + 2 + 4 + 8 + 16 and six times 30 seconds of pauses.
    assertEquals(211, looks, 12);
    now = now.plusSeconds(3_600);
    command = LIVES;
    supervisor.look();
    assertTrue(found().isEmpty());
  }

  @Test
  @DisplayName("does not hold it against a process that the disk is full")
  void waitsForSpace() throws Exception {
    command = DIES;
    space = 0;
    for (int i = 0; i < 2_000; i++) {
      supervisor.look();
      awaitDeath();
      now = now.plusSeconds(1);
    }
    supervisor.look();
    assertEquals(Watch.State.NO_SPACE, told().state());

    command = LIVES;
    space = Long.MAX_VALUE;
    supervisor.look();
    assertTrue(found().isPresent());
    assertEquals(Watch.State.RESTARTED, told().state());
  }

  @Test
  @DisplayName("touches nothing while up or down is at work")
  void staysOutOfTheWay() throws Exception {
    supervisor.look();
    now = now.plus(Deaths.STEADY);
    found().orElseThrow().destroyForcibly();
    awaitDeath();
    Process up = LockHolder.start(folder);
    try {
      supervisor.look();
      assertTrue(found().isEmpty());
    } finally {
      up.destroyForcibly().waitFor();
    }
    supervisor.look();
    assertFalse(found().isEmpty());
  }

  /// Another process that has the lock, until it is killed.
  static final class LockHolder {
    private LockHolder() {}

    static Process start(Path folder) throws Exception {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  LockHolder.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      assertEquals("held", process.inputReader().readLine());
      return process;
    }

    public static void main(String[] args) throws Exception {
      try (FarmHome.AutoLock lock = new FarmHome(Path.of(args[0])).lock()) {
        System.out.println("held");
        System.in.read();
        System.out.println(lock);
      }
    }
  }
}
