package io.scriptfarm.cli.generation;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.publication.ServerReport;
import java.util.List;
import picocli.CommandLine.Command;

/// `farm servers`: which game server runs which generation.
@Command(
    name = "servers",
    description = "List the game servers that said lately which generation they run.",
    footer = {"", "Exit codes: 0 done; 3 the farm could not do it; 64 wrong use."})
public final class ServersCommand extends FarmCommand {
  public ServersCommand(Settings settings, Console console, Session session) {
    super(settings, console, session);
  }

  @Override
  protected void run(FarmClient farm, Settings settings, Console console) throws FarmException {
    List<ServerReport> servers = farm.servers();
    servers.forEach(
        server ->
            console
                .out()
                .printf(
                    "%s  %s %d  since %s%n",
                    server.server(), server.workspace(), server.generation(), server.at()));
    if (servers.isEmpty()) {
      console.err().println("no game server has reported");
    }
  }
}
