package io.scriptfarm.cli.doctor;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.ProjectArguments;
import io.scriptfarm.cli.snapshot.ProjectConfig;
import io.scriptfarm.cli.snapshot.ProjectRoot;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.SnapshotException;
import io.scriptfarm.contract.wire.Json;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `farm doctor`: what the farm sees of a project, and what is in the way of building it. Needs no
/// farm, changes nothing, and runs no code of the project.
@Command(
    name = "doctor",
    description = "Say what the farm sees of a project, and what is in its way.",
    footer = {"", "Exit codes: 0 it would build; 1 something is in the way; 64 wrong use."})
public final class DoctorCommand implements Callable<Integer> {
  /// Something is in the way of a build.
  private static final int IN_THE_WAY = 1;

  private final Settings settings;
  private final Console console;
  private final InstantSource clock;

  @Mixin private final ProjectArguments project = new ProjectArguments();

  @Option(
      names = "--json",
      description = "The last line of stdout is one JSON object; all else goes to stderr.")
  private boolean json;

  @Mixin private final HelpOption help = new HelpOption();

  public DoctorCommand(Settings settings, Console console, InstantSource clock) {
    this.settings = settings;
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Console human = json ? console.allOnErr() : console;
    Map<String, Object> report = new LinkedHashMap<>();
    int code;
    try {
      Diagnosis diagnosis = examine();
      human.out().print(DiagnosisText.of(diagnosis, human.outIsTerminal() && human.colours()));
      human.out().flush();
      report.putAll(diagnosis.asJson());
      code = diagnosis.wouldBuild() ? ExitCode.SUCCESS : IN_THE_WAY;
    } catch (SnapshotException | ProjectArguments.NoProject e) {
      code = fail(human, report, e, IN_THE_WAY);
    } catch (IllegalArgumentException e) {
      code = fail(human, report, e, ExitCode.USAGE);
    }
    if (json) {
      report.put("exitCode", code);
      console.out().println(Json.write(report));
    }
    return code;
  }

  private Diagnosis examine() throws SnapshotException, ProjectArguments.NoProject {
    ProjectSnapshot snapshot = project.look(settings, clock);
    return new Examination(snapshot, settings.current(), settings.farm())
        .run(reasons(snapshot.config()));
  }

  private List<String> reasons(ProjectConfig config) {
    if (project.rootIsNamed()) {
      return List.of("--root says so");
    }
    List<ProjectRoot.Reason> reasons = ProjectRoot.reasons(config);
    List<String> beyond =
        reasons.stream()
            .filter(reason -> !reason.folder().startsWith(config.folder()))
            .map(ProjectRoot.Reason::why)
            .toList();
    return beyond.isEmpty() ? List.of("it is " + reasons.getFirst().why()) : beyond;
  }

  private static int fail(Console human, Map<String, Object> report, Exception e, int code) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.toString());
    human.err().println(message.startsWith("error ") ? message : "farm: " + message);
    report.put("error", message);
    return code;
  }
}
