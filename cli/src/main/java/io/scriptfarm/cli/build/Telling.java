package io.scriptfarm.cli.build;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.contract.BuildEvent;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What the commands that build say to people.
record Telling(Console console, Settings settings) {
  private static final int SHOWN_WARNINGS = 10;

  /// Prints the diagnostics; gives the exit code that follows from them.
  int diagnostics(ProjectSnapshot snapshot, Built built) {
    DiagnosticFormat format = new DiagnosticFormat(snapshot.root(), settings.current());
    boolean pretty = console.outIsTerminal() && console.colours();
    built
        .diagnostics()
        .forEach(d -> console.out().print(pretty ? format.pretty(d) : format.plain(d)));
    console.out().flush();
    if (built.errors() == 0) {
      return ExitCode.SUCCESS;
    }
    return built.emitSkipped() ? ExitCode.OUTPUTS_SKIPPED : ExitCode.OUTPUTS_GENERATED;
  }

  /// Why there is no farm, and what to do.
  String unreachable() {
    return "no farm answers at "
        + settings.gateway()
        + "\n  start one:           ./farm up"
        + "\n  build without a farm: ./farm build --local …"
        + "\n  one elsewhere:       set FARM_URL (or FARM_PORT)";
  }

  static String message(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.toString());
  }

  /// What of the project was left out.
  static void warnings(Progress progress, ProjectSnapshot snapshot) {
    List<String> warnings = snapshot.warnings();
    warnings.stream().sorted().limit(SHOWN_WARNINGS).forEach(progress::warning);
    if (warnings.size() > SHOWN_WARNINGS) {
      progress.warning("… and " + (warnings.size() - SHOWN_WARNINGS) + " more files left out");
    }
  }

  /// What became of the wish to publish a build, in lines.
  static List<String> publication(Built built) {
    return switch (built.publication().orElse(null)) {
      case BuildEvent.GenerationPublished published ->
          List.of(
              "published as generation %d of %s: %d added, %d changed, %d removed"
                  .formatted(
                      published.generation(),
                      published.workspace(),
                      published.added(),
                      published.changed(),
                      published.removed()));
      case BuildEvent.PublicationRefused refused ->
          refused.problems().stream()
              .map(
                  problem ->
                      "not published: "
                          + problem.location().map(at -> at.file() + ": ").orElse("")
                          + problem.message())
              .toList();
      case null, default -> List.of();
    };
  }

  /// How a build went, in a line.
  static String summary(Built built, int written, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s in %.2f s: %d scripts, %d compiled, %d cached%s; %s",
        built.errors() == 0
            ? "built"
            : built.errors() + (built.errors() == 1 ? " error" : " errors"),
        seconds,
        built.summary().scripts(),
        built.summary().compiled(),
        built.summary().cached(),
        built.summary().failed() == 0 ? "" : ", " + built.summary().failed() + " failed",
        built.emitSkipped()
            ? "nothing written, as the tsconfig says"
            : built.outputs().size() + " files, " + written + " of them new or changed");
  }
}
