package io.scriptfarm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R43 the logs of a farm")
class LogBoundsTest {
  private static final int BOUND = 10_000;

  @TempDir Path logs;

  @Test
  @DisplayName("have a bound, whatever a process says, and lose nothing of late")
  void haveABound() throws Exception {
    LogBounds bounds = new LogBounds(logs, BOUND);
    // As the processes of a farm write: by appending to a file that stays open.
    Process process =
        new ProcessBuilder("sh", "-c", "while read -r line; do echo \"$line\"; done")
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logs.resolve("gateway.log").toFile()))
            .start();
    try (var in = process.outputWriter(StandardCharsets.US_ASCII)) {
      for (int i = 1; i <= 100; i++) {
        for (int j = 0; j < 10; j++) {
          in.write("%0100d\n".formatted(i));
        }
        in.flush();
        String last = "%0100d\n".formatted(i).repeat(10);
        while (!Files.readString(logs.resolve("gateway.log")).endsWith(last)) {
          Thread.onSpinWait();
        }
        bounds.keep();
        assertTrue(bytes() <= 2 * (BOUND + 1_100), () -> "grown to " + bytes());
      }
    }
    process.waitFor();

    String all =
        Files.readString(logs.resolve("gateway.log.1"))
            + Files.readString(logs.resolve("gateway.log"));
    assertEquals("%0100d".formatted(100), all.lines().reduce((a, b) -> b).orElseThrow());
    assertTrue(all.lines().count() >= BOUND / 101);
  }

  private long bytes() {
    try (Stream<Path> files = Files.list(logs)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("stay as they are while they are small")
  void stayAsTheyAre() throws Exception {
    Files.writeString(logs.resolve("redis.log"), "ready\n");

    new LogBounds(logs, BOUND).keep();

    assertEquals("ready\n", Files.readString(logs.resolve("redis.log")));
    assertFalse(Files.exists(logs.resolve("redis.log.1")));
  }
}
