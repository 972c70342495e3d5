package io.scriptfarm.cli.build;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.snapshot.ProjectConfig;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.SnapshotException;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `farm build`: one build of a project, as `tstl -p` would do it.
@Command(
    name = "build",
    description = "Build a TypeScriptToLua project on the farm.",
    footer = {
      "",
      "Exit codes: 0 no errors; 1 errors, nothing written; 2 errors, Lua written;",
      "3 the farm could not do it; 64 wrong use."
    })
public final class BuildCommand implements Callable<Integer> {
  private static final int ATTEMPTS = 3;

  private final Settings settings;
  private final Console console;
  private final InstantSource clock;
  private final Session session;

  @Mixin private final ProjectArguments project = new ProjectArguments();

  @Option(
      names = "--json",
      description = "The last line of stdout is one JSON object; all else goes to stderr.")
  private boolean json;

  @Option(names = "--verbose", description = "Say more about what happens.")
  private boolean verbose;

  @Option(names = "--local", description = "Compile in this process, without a farm.")
  private boolean local;

  @Option(
      names = "--emit",
      paramLabel = "LANGUAGE",
      defaultValue = "lua",
      description = {
        "lua, or js: JavaScript to preview, one file with a source map for each script.",
        "Default: ${DEFAULT-VALUE}."
      })
  private String emit = "lua";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where --emit js writes; the files lie there as the scripts do in the project.")
  private @Nullable Path out;

  @Mixin private final PublishOptions publish = new PublishOptions();

  @Option(
      names = "--lane",
      paramLabel = "LANE",
      defaultValue = "bulk",
      description = "How urgent: interactive, ci or bulk. Default: ${DEFAULT-VALUE}.")
  private String lane = "bulk";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "1800",
      description = "Give up after so many seconds. Default: ${DEFAULT-VALUE}.")
  private long timeoutSeconds = 1800;

  @Mixin private final HelpOption help = new HelpOption();

  public BuildCommand(Settings settings, Console console, InstantSource clock, Session session) {
    this.settings = settings;
    this.console = console;
    this.clock = clock;
    this.session = session;
  }

  @Override
  public Integer call() {
    long start = System.nanoTime();
    Console human = json ? console.allOnErr() : console;
    Report report = new Report();
    int code;
    try (Progress progress = new Progress(human, verbose)) {
      code = run(human, progress, report);
    } catch (FarmException.Unreachable e) {
      code = fail(human, report, new Telling(human, settings).unreachable(), ExitCode.FARM);
    } catch (FarmException e) {
      code = fail(human, report, Telling.message(e), ExitCode.FARM);
    } catch (SnapshotException | ProjectArguments.NoProject e) {
      code = fail(human, report, Telling.message(e), ExitCode.OUTPUTS_SKIPPED);
    } catch (IllegalArgumentException e) {
      code = fail(human, report, Telling.message(e), ExitCode.USAGE);
    }
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    if (report.built != null) {
      human.err().println(Telling.summary(report.built, report.written, seconds));
      Telling.publication(report.built).forEach(human.err()::println);
    }
    if (json) {
      console.out().println(Json.write(report.asJson(code, seconds)));
    }
    return code;
  }

  private int run(Console human, Progress progress, Report report)
      throws FarmException, SnapshotException, ProjectArguments.NoProject {
    Emit wanted = emit();
    Path tsconfig = project.locate(settings.current());
    progress.phase("looking at files");
    ProjectConfig config = ProjectConfig.read(tsconfig);
    ProjectBuild build =
        new ProjectBuild(
            config, project.root(config, settings.current()), settings, session, progress, clock);
    report.timings = build.timings();
    for (int attempt = 1; ; attempt++) {
      ProjectSnapshot snapshot = build.look();
      report.snapshot = snapshot;
      if (attempt == 1) {
        Telling.warnings(progress, snapshot);
        progress.detail(
            "root "
                + snapshot.root()
                + ", "
                + snapshot.snapshot().entries().size()
                + " files, "
                + snapshot.hashed()
                + " of them read");
      }
      try {
        Built built =
            local
                ? build.here(snapshot)
                : build.onFarm(
                    snapshot,
                    settings.farm(),
                    request(snapshot, wanted),
                    FarmBuild.Ready.NOBODY,
                    Duration.ofSeconds(timeoutSeconds));
        report.built = built;
        report.written =
            out == null
                ? build.deliver(snapshot, built)
                : build.deliverInto(settings.current().resolve(out).normalize(), snapshot, built);
        BytecodeSummary.of(built.bytecode())
            .values()
            .forEach(made -> made.unavailable().ifPresent(progress::detail));
        progress.close();
        int told = new Telling(human, settings).diagnostics(snapshot, built);
        return told == ExitCode.SUCCESS
                && built.publication().orElse(null) instanceof BuildEvent.PublicationRefused
            ? ExitCode.OUTPUTS_GENERATED
            : told;
      } catch (FarmBuild.ChangedMeanwhile | OutputWriter.OutputsLost e) {
        if (attempt >= ATTEMPTS) {
          throw e;
        }
        progress.detail(Telling.message(e) + "; another attempt");
      }
    }
  }

  private BuildRequest request(ProjectSnapshot snapshot, Emit wanted) throws FarmException {
    try {
      return BuildRequest.of(
          new BuildRequest.Fields(
              snapshot.digest(),
              snapshot.configPath(),
              Optional.of(lane.toLowerCase(Locale.ROOT)),
              Optional.empty(),
              Optional.of(wanted.name().toLowerCase(Locale.ROOT)),
              Optional.empty(),
              publish.workspace(),
              Optional.empty(),
              Optional.empty()));
    } catch (MalformedException e) {
      throw new FarmException(Telling.message(e), e);
    }
  }

  private Emit emit() {
    Emit wanted =
        switch (emit) {
          case "lua" -> Emit.LUA;
          case "js" -> Emit.JS;
          default -> throw new IllegalArgumentException("--emit is lua or js, not " + emit);
        };
    if ((wanted == Emit.JS) != (out != null)) {
      throw new IllegalArgumentException(
          wanted == Emit.JS
              ? "--emit js needs --out DIR: a preview does not belong beside the Lua"
              : "--out is for --emit js; Lua goes where the tsconfig says");
    }
    if (wanted == Emit.JS && local) {
      throw new IllegalArgumentException("--emit js needs a farm; --local compiles Lua");
    }
    if (publish.workspace().isPresent() && (local || wanted == Emit.JS)) {
      throw new IllegalArgumentException("--publish is for Lua that a farm builds");
    }
    return wanted;
  }

  private static int fail(Console human, Report report, String message, int code) {
    report.error = message;
    human.err().println(message.startsWith("error ") ? message : "farm: " + message);
    return code;
  }

  /// What is known of the build when it ends, however it ends.
  private static final class Report {
    private @Nullable ProjectSnapshot snapshot;
    private @Nullable Built built;
    private @Nullable String error;
    private @Nullable Timings timings;
    private int written;

    Map<String, Object> asJson(int code, double seconds) {
      Map<String, Object> json = new LinkedHashMap<>();
      if (built != null) {
        json.put("build", built.id());
        json.put("scripts", built.summary().scripts());
        json.put("compiled", built.summary().compiled());
        json.put("cached", built.summary().cached());
        json.put("failed", built.summary().failed());
        json.put("diagnostics", built.diagnostics().size());
        json.put("errors", built.errors());
        json.put("outputs", built.outputs().size());
        json.put("written", written);
        json.put("bytecode", BytecodeSummary.of(built.bytecode()));
        json.put("uploaded", built.uploaded());
        json.put("emitSkipped", built.emitSkipped());
        built.publication().ifPresent(publication -> json.put("publication", publication));
      }
      if (snapshot != null) {
        json.put("snapshot", snapshot.digest().hex());
        json.put("root", snapshot.root().toString());
        json.put("files", snapshot.snapshot().entries().size());
        json.put("hashed", snapshot.hashed());
      }
      if (error != null) {
        json.put("error", error);
      }
      json.put("exitCode", code);
      json.put("seconds", seconds);
      if (timings != null) {
        json.put("timings", timings.seconds());
      }
      return json;
    }
  }
}
