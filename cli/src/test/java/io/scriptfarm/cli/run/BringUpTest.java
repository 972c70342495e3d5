package io.scriptfarm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.cli.Console;
import io.scriptfarm.testkit.Await;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R40 farm up")
class BringUpTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<String> LIVES = List.of("sleep", "600");

  @TempDir Path folder;
  private FarmHome home;

  @BeforeEach
  void createHome() throws RunException {
    home = new FarmHome(folder);
    home.createFolders();
  }

  private static BringUp bringUp(FarmHome home) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new BringUp(home, new Console(nowhere, nowhere), Duration.ofSeconds(30));
  }

  private boolean runs(String process) {
    try {
      return new Daemon(home, process).find().isPresent();
    } catch (RunException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("says that a port is taken when that is why a process ends")
  void saysThatAPortIsTaken() {
    BringUp bringUp = bringUp(home);
    Map<String, List<String>> commands =
        Map.of(
            Blueprint.KAFKA,
            LIVES,
            Blueprint.REDIS,
            List.of("sh", "-c", "echo 'bind: Address already in use'; exit 1"));

    RunException.PortTaken failure =
        assertThrows(
            RunException.PortTaken.class,
            () ->
                bringUp.run(
                    List.of(Blueprint.KAFKA, Blueprint.REDIS),
                    commands::get,
                    process -> () -> false));
    bringUp.undo();

    assertEquals(Blueprint.REDIS, failure.process());
    assertTrue(failure.getMessage().contains("Address already in use"), failure.getMessage());
    assertTrue(!runs(Blueprint.KAFKA) && !runs(Blueprint.REDIS));
  }

  @Test
  @DisplayName("leaves nothing behind when it is killed half-way")
  void leavesNothingBehind() throws Exception {
    Process up =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HalfWay.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("up.log").toFile())
            .start();
    Await.until(
        SOON,
        "all are started and none is ready",
        () -> runs(Blueprint.KAFKA) && runs(Blueprint.REDIS));

    up.destroyForcibly().waitFor();

    Await.until(SOON, "nothing is left", () -> !runs(Blueprint.KAFKA) && !runs(Blueprint.REDIS));
  }

  @Test
  @DisplayName("keeps what runs when it is done")
  void keepsWhatRuns() throws Exception {
    BringUp bringUp = bringUp(home);
    assertEquals(1, bringUp.run(List.of(Blueprint.REDIS), process -> LIVES, process -> () -> true));
    bringUp.keep();
    bringUp.undo();

    assertTrue(runs(Blueprint.REDIS));
    new Daemon(home, Blueprint.REDIS).stop(SOON);
  }

  /// An `up` that waits for ever for what it started.
  static final class HalfWay {
    private HalfWay() {}

    public static void main(String[] args) throws RunException {
      bringUp(new FarmHome(Path.of(args[0])))
          .run(List.of(Blueprint.KAFKA, Blueprint.REDIS), process -> LIVES, process -> () -> false);
    }
  }
}
