package io.scriptfarm.cli.generation;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.publication.WorkspaceName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `farm rollback N`: what generation N held, as the youngest.
@Command(
    name = "rollback",
    description = {
      "Publish once more what an earlier generation held. It becomes a new generation; servers get it",
      "as any other."
    },
    footer = {"", "Exit codes: 0 done; 3 the farm could not do it; 64 wrong use."})
public final class RollbackCommand extends FarmCommand {
  @Mixin private final WorkspaceOption workspace = new WorkspaceOption();

  @Parameters(index = "0", paramLabel = "GENERATION", description = "Its number.")
  private long generation;

  public RollbackCommand(Settings settings, Console console, Session session) {
    super(settings, console, session);
  }

  @Override
  protected void run(FarmClient farm, Settings settings, Console console) throws FarmException {
    WorkspaceName name = workspace.find(settings);
    long made = farm.rollBack(name, generation).generation();
    console.out().printf("generation %d of %s holds what %d held%n", made, name, generation);
  }
}
