package io.scriptfarm.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Diagnostic.Category;
import io.scriptfarm.contract.Diagnostic.Location;
import io.scriptfarm.contract.SnapshotMount;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosticFormatTest {
  @TempDir Path folder;

  private static List<JsonNode> recorded() throws IOException {
    try (InputStream in =
        DiagnosticFormatTest.class.getResourceAsStream("/diagnostics/recorded.jsonl")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> Json.read(line, JsonNode.class))
          .toList();
    }
  }

  private static Diagnostic diagnostic(JsonNode recorded, String message) {
    return new Diagnostic(
        Category.valueOf(recorded.path("category").asText().toUpperCase(Locale.ROOT)),
        recorded.path("code").asInt(),
        Optional.of(recorded.path("source").asText("")).filter(source -> !source.isEmpty()),
        recorded.has("start")
            ? Optional.of(
                new Location(
                    "game/src/main.ts",
                    recorded.path("start").asInt(),
                    recorded.path("length").asInt(),
                    recorded.path("line").asInt(),
                    recorded.path("column").asInt()))
            : Optional.empty(),
        message);
  }

  @Test
  @DisplayName("R1 diagnostics read as tstl prints them to a pipe")
  void plain() throws IOException {
    for (JsonNode recorded : recorded()) {
      DiagnosticFormat format =
          new DiagnosticFormat(Path.of("/p"), Path.of(recorded.path("current").asText()));

      assertEquals(
          recorded.path("plain").asText(),
          format.plain(diagnostic(recorded, recorded.path("message").asText())));
    }
  }

  @Test
  @DisplayName("R1 diagnostics read as tstl prints them to a terminal")
  void pretty() throws IOException {
    Path root = folder.toRealPath();
    Path source = root.resolve("game/src/main.ts");
    Files.createDirectories(root.resolve("game/src"));
    for (JsonNode recorded : recorded()) {
      Files.writeString(source, recorded.path("text").asText());
      DiagnosticFormat format =
          new DiagnosticFormat(root, current(root, recorded.path("current").asText()));

      assertEquals(
          recorded
              .path("pretty")
              .asText()
              .replace("p/game", root.toString().substring(1) + "/game"),
          format
              .pretty(diagnostic(recorded, recorded.path("message").asText()))
              .replace("/p/game", root + "/game"));
    }
  }

  /// The recorded root is `/p`, this one is deeper.
  private static Path current(Path root, String recorded) {
    return recorded.equals("/")
        ? Path.of("/")
        : root.resolve(Path.of("/p").relativize(Path.of(recorded)));
  }

  @Test
  void pathsBelowTheFarmsMountBecomePathsOfTheProject() {
    Diagnostic diagnostic =
        new Diagnostic(
            Category.ERROR,
            6053,
            Optional.empty(),
            Optional.empty(),
            "File '" + SnapshotMount.ROOT + "/src/gone.ts' not found.");

    assertEquals(
        "error TS6053: File '/p/src/gone.ts' not found.\n",
        new DiagnosticFormat(Path.of("/p"), Path.of("/")).plain(diagnostic));
  }

  @Test
  @DisplayName("R43 what the farm itself says is not taken for TypeScript's")
  void theFarmsOwnAreToldApart() {
    Diagnostic diagnostic =
        new Diagnostic(
            Category.ERROR,
            1,
            Optional.of("scriptfarm"),
            Optional.of(new Location("src/a.ts", 0, 0, 1, 1)),
            "The compiler crashed on this script.");
    DiagnosticFormat format = new DiagnosticFormat(Path.of("/p"), Path.of("/p"));

    assertEquals(
        "src/a.ts(1,1): error FARM: The compiler crashed on this script.\n",
        format.plain(diagnostic));
    assertEquals(
        "\u001B[96msrc/a.ts\u001B[0m:\u001B[93m1\u001B[0m:\u001B[93m1\u001B[0m - \u001B[91merror\u001B[0m\u001B[90m FARM: \u001B[0mThe compiler crashed on this script.\n\n",
        format.pretty(diagnostic));
  }

  @Test
  void aSourceThatIsGoneIsToldWithoutItsText() {
    Diagnostic diagnostic =
        new Diagnostic(
            Category.ERROR,
            1,
            Optional.empty(),
            Optional.of(new Location("gone.ts", 0, 1, 1, 1)),
            "m");

    assertEquals(
        "\u001B[96mgone.ts\u001B[0m:\u001B[93m1\u001B[0m:\u001B[93m1\u001B[0m - \u001B[91merror\u001B[0m\u001B[90m TS1: \u001B[0mm\n\n",
        new DiagnosticFormat(folder, folder).pretty(diagnostic));
  }
}
