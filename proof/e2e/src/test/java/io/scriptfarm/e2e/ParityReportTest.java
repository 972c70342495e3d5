package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R10 scripts run in both languages on the farm")
class ParityReportTest {
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private final FarmProcess farm;

  ParityReportTest(FarmProcess farm) {
    this.farm = farm;
  }

  @Test
  @DisplayName("those that differ name the line, those that agree are said to, and the rest ends")
  void reports() throws IOException {
    Path project = Repository.copyOf("wc3-map", Repository.temporary("parity"));
    Files.writeString(
        project.resolve("src/differs.ts"),
        "const lives: number = 0;\nconst left = lives ? 1 : 2;\nprint(left);\nexport {};\n");
    Files.writeString(
        project.resolve("src/agrees.ts"),
        "export function onStart() {\n    return [1, 2].map(n => n + 1);\n}\n");
    Files.writeString(project.resolve("src/endless.ts"), "while (true) {}\nexport {};\n");
    farm.build(project);

    Ran ran =
        farm.start(project, "parity", ".", "src/differs.ts", "src/agrees.ts", "src/endless.ts")
            .await(AT_MOST);

    assertEquals(1, ran.exit(), ran::toString);
    assertTrue(ran.out().contains("src/differs.ts:3: what it prints differs"), ran::toString);
    assertTrue(ran.out().contains("src/agrees.ts: agrees in 1 steps"), ran::toString);
    assertTrue(ran.out().contains("src/endless.ts: did not end"), ran::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"snapshot\": \"0000000000000000000000000000000000000000000000000000000000000000\", \"config\": \"a.json\", \"scripts\": []}",
        "{\"snapshot\": \"0000000000000000000000000000000000000000000000000000000000000000\", \"config\": \"a.json\", \"scripts\": [\"a.ts\"], \"updates\": -1}",
      })
  void refused(String request) {
    HttpResponse<String> response =
        FarmProcess.send(
            HttpRequest.newBuilder(farm.gateway().resolve("/api/parity"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request)));

    assertEquals(400, response.statusCode(), response::body);
  }
}
