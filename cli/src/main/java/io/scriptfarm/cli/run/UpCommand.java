package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Installation;
import io.scriptfarm.cli.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `farm up`: a farm on this machine, in the background.
@Command(
    name = "up",
    description = "Start the farm on this machine, or change how many workers it has.")
public final class UpCommand implements Callable<Integer> {
  private static final int MOST_WORKERS = 64;

  private final Settings settings;
  private final Console console;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many workers. Default: as many as run, or 1.")
  private @Nullable Integer workers;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "auto, graaljs or v8. Default: as it is, or auto.")
  private @Nullable String engine;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "180",
      description = "How long each process may take to get ready. Default: ${DEFAULT-VALUE}.")
  private int waitSeconds = 180;

  @Mixin private final HelpOption help = new HelpOption();

  public UpCommand(Settings settings, Console console) {
    this.settings = settings;
    this.console = console;
  }

  @Override
  public Integer call() {
    long start = System.nanoTime();
    if (workers != null && (workers < 1 || workers > MOST_WORKERS)) {
      console.err().println("farm: --workers is a number from 1 to " + MOST_WORKERS);
      return ExitCode.USAGE;
    }
    if (engine != null && !engine.matches("auto|graaljs|v8")) {
      console.err().println("farm: --engine is auto, graaljs or v8");
      return ExitCode.USAGE;
    }
    FarmHome home = new FarmHome(settings.home());
    try {
      home.createFolders();
      try (FarmHome.AutoLock _ = home.lock()) {
        FarmProcesses fleet = new FarmProcesses(settings, console, Duration.ofSeconds(waitSeconds));
        FarmProcesses.Running running =
            fleet.up(Optional.ofNullable(workers), Optional.ofNullable(engine));
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        tell(running, seconds);
        return ExitCode.SUCCESS;
      }
    } catch (RunException e) {
      console.err().println("farm: " + e.getMessage());
      return ExitCode.FARM;
    } catch (IOException e) {
      console.err().println("farm: " + e);
      return ExitCode.FARM;
    }
  }

  private void tell(FarmProcesses.Running running, double seconds) {
    Map<String, Integer> ports = running.notes().ports();
    String gateway = "http://127.0.0.1:" + ports.get("gateway");
    String first =
        running.started() == 0
            ? "the farm runs already"
            : String.format(Locale.ROOT, "the farm is ready, after %.1f s", seconds);
    console.out().println(first);
    line("gateway", gateway);
    line("API", gateway + "/q/openapi");
    line("cache", "http://127.0.0.1:" + ports.get("cache-service"));
    line("Kafka", running.notes().kafka().orElse("127.0.0.1:" + ports.get("kafka")));
    line("Redis", running.notes().redis().orElse("redis://127.0.0.1:" + ports.get("redis")));
    line("workers", running.notes().workers() + " (engine " + running.notes().engine() + ")");
    line("data, logs", settings.home().toString());
    Installation installation = settings.installation();
    console
        .out()
        .printf(
            "build with %1$s, look with %2$s status, stop with %2$s down%n",
            installation.builder(gateway), installation.command());
  }

  private void line(String what, String value) {
    console.out().printf(Locale.ROOT, "  %-11s %s%n", what, value);
  }
}
