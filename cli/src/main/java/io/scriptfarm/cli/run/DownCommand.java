package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `farm down`: stops the farm on this machine and keeps its data.
@Command(name = "down", description = "Stop the farm on this machine; its data are kept.")
public final class DownCommand implements Callable<Integer> {
  private final Settings settings;
  private final Console console;

  @Mixin private final HelpOption help = new HelpOption();

  public DownCommand(Settings settings, Console console) {
    this.settings = settings;
    this.console = console;
  }

  @Override
  public Integer call() {
    long start = System.nanoTime();
    FarmHome home = new FarmHome(settings.home());
    if (!Files.isDirectory(home.folder().resolve("run"))) {
      console.out().println("no farm runs here (" + settings.home() + ")");
      return ExitCode.SUCCESS;
    }
    try (FarmHome.AutoLock _ = home.lock()) {
      int stopped = new FarmProcesses(settings, console, Duration.ZERO).down();
      double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
      console
          .out()
          .println(
              stopped == 0
                  ? "no farm runs here (" + settings.home() + ")"
                  : String.format(
                      Locale.ROOT,
                      "the farm is stopped, %d processes in %.1f s; its data are kept in %s",
                      stopped,
                      seconds,
                      settings.home()));
      return ExitCode.SUCCESS;
    } catch (RunException e) {
      console.err().println("farm: " + e.getMessage());
      return ExitCode.FARM;
    } catch (IOException e) {
      console.err().println("farm: " + e);
      return ExitCode.FARM;
    }
  }
}
