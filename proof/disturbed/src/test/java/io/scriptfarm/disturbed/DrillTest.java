package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.drill.DrillCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A sample of `./farm drill`, with a seed that never changes; more of it is a command away.
@Tag("farm")
@DisplayName("R43 in a storm of faults")
class DrillTest {
  @Test
  @DisplayName("no build is lost, and none is wrong")
  void nothingIsLost() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    int exit = DrillCommand.run(new PrintStream(printed, true, StandardCharsets.UTF_8), "--quick");

    String report = printed.toString(StandardCharsets.UTF_8);
    System.out.println(report);
    assertEquals(0, exit, report);
  }
}
