package io.scriptfarm.cli;

import io.scriptfarm.cli.access.TokenCommand;
import io.scriptfarm.cli.build.BuildCommand;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.cli.build.WatchCommand;
import io.scriptfarm.cli.doctor.DoctorCommand;
import io.scriptfarm.cli.generation.DiffCommand;
import io.scriptfarm.cli.generation.GenerationsCommand;
import io.scriptfarm.cli.generation.KeysCommand;
import io.scriptfarm.cli.generation.RollbackCommand;
import io.scriptfarm.cli.generation.ServersCommand;
import io.scriptfarm.cli.parity.ParityCommand;
import io.scriptfarm.cli.pull.ExportCommand;
import io.scriptfarm.cli.pull.PullCommand;
import io.scriptfarm.cli.run.DownCommand;
import io.scriptfarm.cli.run.LogsCommand;
import io.scriptfarm.cli.run.StatusCommand;
import io.scriptfarm.cli.run.UpCommand;
import io.scriptfarm.cli.trace.TraceCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line's entry.
@Command(
    name = "farm",
    description = "A compile farm for TypeScriptToLua.",
    synopsisSubcommandLabel = "COMMAND")
public final class Farm {
  private Farm() {}

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int code;
    try (Session session = new Session()) {
      code =
          run(args, Settings.of(System.getenv()), Console.of(out, err, System.getenv()), session);
    }
    out.flush();
    System.exit(code);
  }

  /// Runs one command to its end; the result is the exit code.
  public static int run(String[] args, Settings settings, Console console, Session session) {
    CommandLine farm =
        new CommandLine(new Farm())
            .addSubcommand(new BuildCommand(settings, console, InstantSource.system(), session))
            .addSubcommand(new WatchCommand(settings, console, InstantSource.system(), session))
            .addSubcommand(new DoctorCommand(settings, console, InstantSource.system()))
            .addSubcommand(new TraceCommand(settings, console, InstantSource.system(), session))
            .addSubcommand(new ParityCommand(settings, console, InstantSource.system(), session))
            .addSubcommand(new GenerationsCommand(settings, console, session))
            .addSubcommand(new RollbackCommand(settings, console, session))
            .addSubcommand(new DiffCommand(settings, console, session))
            .addSubcommand(new ServersCommand(settings, console, session))
            .addSubcommand(new KeysCommand(settings, console, session))
            .addSubcommand(new PullCommand(settings, console, session))
            .addSubcommand(new ExportCommand(settings, console, session))
            .addSubcommand(new TokenCommand(settings, console))
            .addSubcommand(new UpCommand(settings, console))
            .addSubcommand(new DownCommand(settings, console))
            .addSubcommand(new StatusCommand(settings, console, session))
            .addSubcommand(new LogsCommand(settings, console));
    farm.setOut(new java.io.PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    farm.setErr(new java.io.PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    CommandLine.Help.Ansi ansi =
        console.outIsTerminal() && console.colours()
            ? CommandLine.Help.Ansi.ON
            : CommandLine.Help.Ansi.OFF;
    farm.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
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
