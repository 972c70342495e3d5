package io.scriptfarm.cli.generation;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.cli.farm.FarmClient;
import io.scriptfarm.cli.farm.FarmException;
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
    JsonNode difference = farm.difference(workspace.find(settings), from, to);
    print(console, "A", difference.path("added"));
    print(console, "D", difference.path("removed"));
    print(console, "M", difference.path("changed"));
  }

  private static void print(Console console, String letter, JsonNode paths) {
    paths.forEach(path -> console.out().println(letter + " " + path.asText()));
  }
}
