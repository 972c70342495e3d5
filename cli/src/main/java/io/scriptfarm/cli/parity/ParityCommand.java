package io.scriptfarm.cli.parity;

import io.scriptfarm.api.ParityAnswer;
import io.scriptfarm.api.ParityRequest;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.ProjectArguments;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.cli.snapshot.ProjectConfig;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.SnapshotException;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.ParityReport;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      ParityAnswer answer = session.farm(settings.farm()).parity(request());
      if (!answer.missing().isEmpty()) {
        throw new FarmException(
            "the farm lacks "
                + answer.missing().size()
                + " files of the project; ./farm build sends them");
      }
      if (json) {
        console.out().println(Json.write(answer));
      } else {
        answer.agrees().forEach(this::show);
        answer.differs().forEach(this::show);
        answer
            .failed()
            .forEach(
                script -> console.out().println(script.script() + ": not run: " + script.reason()));
        console.out().flush();
      }
      return answer.differs().isEmpty() && answer.failed().isEmpty()
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

  private ParityRequest request() throws SnapshotException, ProjectArguments.NoProject {
    ProjectSnapshot snapshot = project.look(settings, clock);
    Set<ProjectPath> paths =
        scripts.stream()
            .map(
                script ->
                    snapshot
                        .root()
                        .relativize(snapshot.config().folder().resolve(script).normalize()))
            .map(path -> new ProjectPath(ProjectConfig.slashed(path)))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new ParityRequest(snapshot.digest(), snapshot.configPath(), paths, Optional.of(updates));
  }

  private void show(ParityReport report) {
    List<String> lines = new ArrayList<>();
    if (report.differences().isEmpty()) {
      lines.add(
          report.script()
              + (report.ended() ? ": agrees in " : ": did not end; agrees in ")
              + report.steps()
              + " steps ("
              + report.lua()
              + ")");
    }
    for (ParityReport.Difference difference : report.differences()) {
      String place =
          difference.place().map(at -> at.file() + ":" + at.line()).orElse(report.script().value());
      lines.add(place + ": " + difference.what() + " differs");
      lines.add("  TypeScript: " + difference.typescript());
      lines.add("  Lua:        " + difference.luaText());
      difference.explanation().ifPresent(why -> lines.add("  " + why));
    }
    report.notes().forEach(note -> lines.add("  " + note));
    lines.forEach(console.out()::println);
  }
}
