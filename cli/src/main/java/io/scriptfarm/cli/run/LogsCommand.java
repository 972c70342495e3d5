package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `farm logs`: what the farm's processes said.
@Command(name = "logs", description = "Show the last lines of the farm's logs.")
public final class LogsCommand implements Callable<Integer> {
  private final Settings settings;
  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROCESS",
      description = "gateway, cache-service, worker-1, kafka, redis, build, … Default: all.")
  private @Nullable String process;

  @Option(
      names = "-n",
      paramLabel = "LINES",
      defaultValue = "20",
      description = "How many lines of each. Default: ${DEFAULT-VALUE}.")
  private int lines = 20;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as they grow, until interrupted.")
  private boolean follow;

  @Mixin private final HelpOption help = new HelpOption();

  public LogsCommand(Settings settings, Console console) {
    this.settings = settings;
    this.console = console;
  }

  @Override
  public Integer call() {
    FarmHome home = new FarmHome(settings.home());
    List<String> names = new ArrayList<>();
    Path logs = home.folder().resolve("logs");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(logs, "*.log")) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        names.add(name.substring(0, name.length() - ".log".length()));
      }
    } catch (IOException e) {
      names.clear(); // no farm was ever started here
    }
    names.sort(null);
    if (process != null) {
      if (!names.contains(process)) {
        console
            .err()
            .println("farm: no log of \"" + process + "\" in " + logs + "; there are " + names);
        return ExitCode.USAGE;
      }
      names.retainAll(List.of(process));
    }
    if (names.isEmpty()) {
      console.out().println("no logs in " + logs + "; ./farm up starts a farm");
      return ExitCode.SUCCESS;
    }
    try {
      if (follow) {
        return follow(home, names);
      }
      for (String name : names) {
        console.out().println("== " + home.log(name));
        new Daemon(home, name).lastLines(lines).forEach(console.out()::println);
      }
      return ExitCode.SUCCESS;
    } catch (RunException e) {
      console.err().println("farm: " + e.getMessage());
      return ExitCode.FARM;
    }
  }

  private int follow(FarmHome home, List<String> names) throws RunException {
    List<String> tail = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines), "-F"));
    names.forEach(name -> tail.add(home.log(name).toString()));
    console.out().flush();
    try {
      return new ProcessBuilder(tail).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new RunException("cannot run tail: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SUCCESS;
    }
  }
}
