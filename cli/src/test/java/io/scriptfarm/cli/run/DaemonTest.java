package io.scriptfarm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.cli.run.FarmHome.Notes;
import io.scriptfarm.testkit.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
  @TempDir Path folder;
  private FarmHome home;
  private Daemon daemon;

  @BeforeEach
  void createHome() throws RunException {
    home = new FarmHome(folder);
    home.createFolders();
    daemon = new Daemon(home, "sleeper");
  }

  @AfterEach
  void stop() throws RunException {
    daemon.stop(Duration.ofSeconds(1));
  }

  private void awaitLog(String text) throws RunException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!daemon.logContains(text)) {
      assertTrue(System.nanoTime() < deadline, "the log never had " + text);
      Thread.onSpinWait();
    }
  }

  @Test
  void isFoundUntilItIsStopped() throws Exception {
    ProcessHandle process = daemon.start(List.of("sh", "-c", "echo up; exec sleep 60"), folder);

    assertEquals(process.pid(), new Daemon(home, "sleeper").find().orElseThrow().pid());
    awaitLog("up");
    assertFalse(daemon.stop(Duration.ofSeconds(10)), "it obeys");
    assertFalse(Daemon.runs(process));
    assertTrue(daemon.find().isEmpty());
    assertEquals(List.of("up"), daemon.lastLines(5));
  }

  @Test
  void beginsOnlyWhenItIsKnown() throws Exception {
    Path begun = folder.resolve("begun");
    assertThrows(
        IllegalStateException.class,
        () ->
            daemon.start(
                List.of("touch", begun.toString()),
                folder,
                process -> {
                  assertEquals(process, found().orElseThrow(), "its id is written down");
                  throw new IllegalStateException("whoever starts it is gone");
                }));

    Await.until(Duration.ofSeconds(30), "it has ended", () -> found().isEmpty());
    assertFalse(Files.exists(begun));
  }

  private Optional<ProcessHandle> found() {
    try {
      return daemon.find();
    } catch (RunException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isKilledWhenItDoesNotObey() throws Exception {
    ProcessHandle process =
        daemon.start(
            List.of("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"), folder);
    awaitLog("deaf");

    assertTrue(daemon.stop(Duration.ofMillis(200)));
    assertFalse(Daemon.runs(process));
  }

  @Test
  void aStaleFileNamesNobodyElsesProcess() throws Exception {
    ProcessHandle own = ProcessHandle.current();
    long start = own.info().startInstant().orElseThrow().toEpochMilli();
    Files.writeString(home.pidFile("sleeper"), own.pid() + "\n" + (start - 60_000) + "\n");

    assertTrue(daemon.find().isEmpty(), "the process id was given to another process since");
    assertFalse(daemon.stop(Duration.ofSeconds(1)));
    assertTrue(own.isAlive());
    assertFalse(Files.exists(home.pidFile("sleeper")));
  }

  @Test
  void aDamagedFileNamesNobody() throws Exception {
    for (String text : List.of("", "12", "x\ny\n")) {
      Files.writeString(home.pidFile("sleeper"), text);
      assertTrue(daemon.find().isEmpty());
    }
  }

  @Test
  void theLogOfTheRunBeforeIsKept() throws Exception {
    daemon.start(List.of("echo", "first"), folder);
    awaitLog("first");
    daemon.start(List.of("echo", "second"), folder);
    awaitLog("second");

    assertEquals("first\n", Files.readString(folder.resolve("logs/sleeper.log.1")));
  }

  @Test
  void portsAreKeptWhileTheyAreFree() throws Exception {
    int first = FarmHome.port("gateway", Map.of());
    assertEquals(first, FarmHome.port("gateway", Map.of("gateway", first)));
    try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      assertTrue(taken.isBound());
      assertTrue(first != FarmHome.port("gateway", Map.of("gateway", first)));
    }
  }

  @Test
  void notesAreReadAsWritten() throws Exception {
    assertEquals(Notes.none(), home.notes());
    Notes notes =
        new Notes(
            Map.of("gateway", 8080, "kafka", 1), 3, "v8", Optional.of("a:9092"), Optional.empty());

    home.write(notes);

    assertEquals(notes, home.notes());
    Files.writeString(folder.resolve("farm.json"), "{\"ports\":");
    assertEquals(Notes.none(), home.notes());
  }

  @Test
  void upAndDownOfOneFarmExcludeEachOther() throws Exception {
    try (FarmHome.AutoLock held = home.lock()) {
      assertTrue(Files.exists(folder.resolve("run/lock")), held.toString());
      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  LockAttempt.class.getName(),
                  folder.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(7, other.waitFor(), said);
    }
  }

  /// Another process that wants the lock.
  public static final class LockAttempt {
    public static void main(String[] args) throws Exception {
      assertTrue(new FarmHome(Path.of(args[0])).tryLock().isEmpty());
      System.exit(7);
    }
  }
}
