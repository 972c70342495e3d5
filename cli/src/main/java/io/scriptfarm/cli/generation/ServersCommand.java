package io.scriptfarm.cli.generation;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.cli.farm.FarmClient;
import io.scriptfarm.cli.farm.FarmException;
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
    JsonNode servers = farm.servers();
    servers.forEach(
        server ->
            console
                .out()
                .printf(
                    "%s  %s %d  since %s%n",
                    server.path("server").asText(),
                    server.path("workspace").asText(),
                    server.path("generation").asLong(),
                    server.path("at").asText()));
    if (servers.isEmpty()) {
      console.err().println("no game server has reported");
    }
  }
}
