package io.scriptfarm.cli.parity;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.ProjectArguments;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.cli.farm.FarmException;
import io.scriptfarm.cli.snapshot.ProjectConfig;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.SnapshotException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `farm parity`: whether scripts do in Lua what they do in TypeScript.
@Command(
    name = "parity",
    description = {
      "Run scripts as JavaScript and as Lua, and say where they differ: what they print, what they call",
      "of the engine, what onStart, onUpdate and onDestroy return. The project was built before."
    },
    footer = {
      "",
      "Exit codes: 0 all agree; 1 some differ; 3 the farm could not do it; 64 wrong use."
    })
public final class ParityCommand implements Callable<Integer> {
  private static final int SOME_DIFFER = 1;

  private final Settings settings;
  private final Console console;
  private final InstantSource clock;
  private final Session session;

  @Mixin private final ProjectArguments project = new ProjectArguments();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "SCRIPT",
      description = "The scripts, relative to DIR.")
  private final List<Path> scripts = new ArrayList<>();

  @Option(
      names = "--updates",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often onUpdate is called. Default: ${DEFAULT-VALUE}.")
  private int updates = 3;

  @Option(names = "--json", description = "What the gateway says, as it says it.")
  private boolean json;

  @Mixin private final HelpOption help = new HelpOption();

  public ParityCommand(Settings settings, Console console, InstantSource clock, Session session) {
    this.settings = settings;
    this.console = console;
    this.clock = clock;
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      JsonNode answer = session.farm(settings.farm()).parity(request());
      if (!answer.path("missing").isEmpty()) {
        throw new FarmException(
            "the farm lacks "
                + answer.path("missing").size()
                + " files of the project; ./farm build sends them");
      }
      if (json) {
        console.out().println(answer);
      } else {
        answer.path("agrees").forEach(this::show);
        answer.path("differs").forEach(this::show);
        answer
            .path("failed")
            .forEach(
                script ->
                    console
                        .out()
                        .println(
                            script.path("script").asText()
                                + ": not run: "
                                + script.path("reason").asText()));
        console.out().flush();
      }
      return answer.path("differs").isEmpty() && answer.path("failed").isEmpty()
          ? ExitCode.SUCCESS
          : SOME_DIFFER;
    } catch (FarmException e) {
      console.complain(e);
      return ExitCode.FARM;
    } catch (SnapshotException | ProjectArguments.NoProject | IllegalArgumentException e) {
      console.complain(e);
      return ExitCode.USAGE;
    }
  }

  private Map<String, Object> request() throws SnapshotException, ProjectArguments.NoProject {
    ProjectSnapshot snapshot = project.look(settings, clock);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("snapshot", snapshot.digest());
    request.put("config", snapshot.configPath());
    request.put(
        "scripts",
        scripts.stream()
            .map(
                script ->
                    snapshot
                        .root()
                        .relativize(snapshot.config().folder().resolve(script).normalize()))
            .map(ProjectConfig::slashed)
            .toList());
    request.put("updates", updates);
    return request;
  }

  private void show(JsonNode report) {
    List<String> lines = new ArrayList<>();
    String script = report.path("script").asText();
    if (report.path("differences").isEmpty()) {
      lines.add(
          script
              + (report.path("ended").asBoolean() ? ": agrees in " : ": did not end; agrees in ")
              + report.path("steps").asInt()
              + " steps ("
              + report.path("lua").asText()
              + ")");
    }
    for (JsonNode difference : report.path("differences")) {
      JsonNode place = difference.path("place");
      lines.add(
          (place.isMissingNode()
                  ? script
                  : place.path("file").asText() + ":" + place.path("line").asInt())
              + ": "
              + difference.path("what").asText()
              + " differs");
      lines.add("  TypeScript: " + difference.path("typescript").asText());
      lines.add("  Lua:        " + difference.path("luaText").asText());
      if (difference.has("explanation")) {
        lines.add("  " + difference.path("explanation").asText());
      }
    }
    report.path("notes").forEach(note -> lines.add("  " + note.asText()));
    lines.forEach(console.out()::println);
  }
}
