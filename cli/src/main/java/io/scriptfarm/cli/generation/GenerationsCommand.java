package io.scriptfarm.cli.generation;

import io.scriptfarm.api.GenerationSummary;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `farm generations`: what was published, youngest first.
@Command(
    name = "generations",
    description = "List the generations of a workspace that the farm keeps, youngest first.",
    footer = {"", "Exit codes: 0 done; 3 the farm could not do it; 64 wrong use."})
public final class GenerationsCommand extends FarmCommand {
  @Mixin private final WorkspaceOption workspace = new WorkspaceOption();

  public GenerationsCommand(Settings settings, Console console, Session session) {
    super(settings, console, session);
  }

  @Override
  protected void run(FarmClient farm, Settings settings, Console console) throws FarmException {
    for (GenerationSummary each : farm.generations(workspace.find(settings))) {
      List<String> notes = new ArrayList<>();
      each.rollbackOf().ifPresent(old -> notes.add("back to " + old));
      each.tags().forEach(tag -> notes.add("tag " + tag));
      each.servers().forEach(server -> notes.add("runs on " + server));
      console
          .out()
          .printf(
              "%6d  %s  %d files%s%n",
              each.generation(),
              each.created(),
              each.scripts(),
              notes.isEmpty() ? "" : "  " + String.join(", ", notes));
    }
  }
}
