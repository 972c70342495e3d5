package io.scriptfarm.cli.generation;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/// A question to the farm whose answer is printed.
public abstract class FarmCommand implements Callable<Integer> {
  private final Settings settings;
  private final Console console;
  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();

  protected FarmCommand(Settings settings, Console console, Session session) {
    this.settings = settings;
    this.console = console;
    this.session = session;
  }

  /// Asks, and prints.
  protected abstract void run(FarmClient farm, Settings settings, Console console)
      throws FarmException;

  @Override
  public Integer call() {
    try {
      run(session.farm(settings.farm()), settings, console);
      console.out().flush();
      return ExitCode.SUCCESS;
    } catch (FarmException e) {
      console.complain(e);
      return ExitCode.FARM;
    } catch (IllegalArgumentException e) {
      console.complain(e);
      return ExitCode.USAGE;
    }
  }
}
