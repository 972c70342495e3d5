package io.scriptfarm.cli.generation;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.publication.Manifest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `farm diff N M`: the files in which two generations differ.
@Command(
    name = "diff",
    description = "List the files in which two generations differ: A added, D deleted, M modified.",
    footer = {"", "Exit codes: 0 done; 3 the farm could not do it; 64 wrong use."})
public final class DiffCommand extends FarmCommand {
  @Mixin private final WorkspaceOption workspace = new WorkspaceOption();

  @Parameters(index = "0", paramLabel = "FROM", description = "The number of the one.")
  private long from;

  @Parameters(index = "1", paramLabel = "TO", description = "The number of the other.")
  private long to;

  public DiffCommand(Settings settings, Console console, Session session) {
    super(settings, console, session);
  }

  @Override
  protected void run(FarmClient farm, Settings settings, Console console) throws FarmException {
    Manifest.Difference difference = farm.difference(workspace.find(settings), from, to);
    print(console, "A", difference.added());
    print(console, "D", difference.removed());
    print(console, "M", difference.changed());
  }

  private static void print(Console console, String letter, List<ProjectPath> paths) {
    paths.forEach(path -> console.out().println(letter + " " + path));
  }
}
