package io.scriptfarm.cli;

import io.scriptfarm.cli.access.TokenCommand;
import io.scriptfarm.cli.run.DownCommand;
import io.scriptfarm.cli.run.LogsCommand;
import io.scriptfarm.cli.run.StatusCommand;
import io.scriptfarm.cli.run.UpCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The operators' commands of `./farm`; those of authors are in the npm client.
@Command(
    name = "farm",
    description = "A compile farm for TypeScriptToLua, on this machine.",
    synopsisSubcommandLabel = "COMMAND")
public final class Farm {
  private Farm() {}

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int code = run(args, Settings.of(System.getenv()), new Console(out, err));
    out.flush();
    System.exit(code);
  }

  /// Runs one command to its end; the result is the exit code.
  public static int run(String[] args, Settings settings, Console console) {
    CommandLine farm =
        new CommandLine(new Farm())
            .addSubcommand(new UpCommand(settings, console))
            .addSubcommand(new StatusCommand(settings, console))
            .addSubcommand(new TokenCommand(settings, console))
            .addSubcommand(new LogsCommand(settings, console))
            .addSubcommand(new DownCommand(settings, console));
    farm.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    farm.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    farm.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    for (CommandLine command : farm.getSubcommands().values()) {
      command.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
    }
    farm.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
    if (args.length == 0) {
      farm.usage(console.out());
      return ExitCode.USAGE;
    }
    return farm.execute(args);
  }
}
