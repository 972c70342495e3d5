package io.scriptfarm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.cli.Cli;
import io.scriptfarm.testkit.FakeFarm;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R9 farm status")
class StatusCommandTest {
  @TempDir Path folder;
  private final FakeFarm farm = new FakeFarm();

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  @DisplayName("has a verdict and an exit code")
  void hasAVerdict() {
    Cli cli = new Cli(folder, farm.uri());

    Cli.Result well = cli.run("status");
    assertEquals(0, well.code(), well.err());
    assertTrue(well.out().endsWith("verdict ok\n"), well.out());
    assertEquals("ok", cli.json(0, "status").path("verdict").asText());

    farm.verdict = "no compile worker runs";
    Cli.Result unwell = cli.run("status");
    assertEquals(1, unwell.code());
    assertTrue(unwell.out().endsWith("verdict no compile worker runs\n"), unwell.out());
    assertEquals("no compile worker runs", cli.json(1, "status").path("verdict").asText());
  }

  @Test
  @DisplayName("says when there is no farm")
  void saysWhenThereIsNoFarm() {
    Cli.Result result = new Cli(folder, URI.create("http://127.0.0.1:9")).run("status");

    assertEquals(3, result.code());
    assertTrue(result.err().contains("no farm answers at http://127.0.0.1:9"), result.err());
  }
}
