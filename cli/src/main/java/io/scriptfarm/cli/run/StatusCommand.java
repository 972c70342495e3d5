package io.scriptfarm.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `farm status`: workers, queue, cache and the last builds, as the gateway tells, and the
/// processes on this machine.
@Command(name = "status", description = "Show workers, queue, cache and the last builds.")
public final class StatusCommand implements Callable<Integer> {
  private static final int SHOWN_BUILDS = 10;

  private final Settings settings;
  private final Console console;
  private final Session session;

  @Option(names = "--json", description = "What the gateway says, as it says it.")
  private boolean json;

  @Mixin private final HelpOption help = new HelpOption();

  public StatusCommand(Settings settings, Console console, Session session) {
    this.settings = settings;
    this.console = console;
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      if (!json) {
        processes();
      }
      FarmClient farm = session.farm(settings.farm());
      JsonNode status = Json.mapper().valueToTree(farm.status());
      if (json) {
        console.out().println(status);
      } else {
        console.out().println("gateway " + farm.gateway());
        show(status);
      }
      return ExitCode.SUCCESS;
    } catch (FarmException.Unreachable e) {
      console
          .err()
          .println("farm: no farm answers at " + settings.gateway() + "; ./farm up starts one");
      return ExitCode.FARM;
    } catch (FarmException | RunException e) {
      console.err().println("farm: " + e.getMessage());
      return ExitCode.FARM;
    } catch (IllegalArgumentException e) {
      console.err().println("farm: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private void processes() throws RunException {
    FarmHome home = new FarmHome(settings.home());
    Map<String, Integer> ports = home.notes().ports();
    List<Daemon> running =
        new RecordedProcesses(new FarmHome(settings.home()), settings.repository()).running();
    if (running.isEmpty()) {
      return;
    }
    console.out().println("processes (" + settings.home() + ")");
    for (Daemon daemon : running) {
      Optional<ProcessHandle> process = daemon.find();
      if (process.isPresent()) {
        console
            .out()
            .printf(
                Locale.ROOT,
                "  %-14s pid %-8d port %-6s %s%n",
                daemon.name(),
                process.get().pid(),
                ports.containsKey(daemon.name()) ? ports.get(daemon.name()) : "-",
                residentMemory(process.get().pid()));
      }
    }
  }

  /// In whole megabytes, where the system tells.
  private static String residentMemory(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB";
        }
      }
    } catch (IOException e) {
      return ""; // not Linux, or just ended
    }
    return "";
  }

  private void show(JsonNode status) {
    JsonNode queue = status.path("queue");
    console
        .out()
        .println(
            "queue   interactive "
                + queue.path("interactive").asText("?")
                + ", bulk "
                + queue.path("bulk").asText("?"));
    JsonNode cache = status.path("cache");
    if (cache.isObject() && !cache.isEmpty()) {
      console.out().println("cache   " + fields(cache));
    }
    console.out().println("workers " + status.path("workers").size());
    status.path("workers").forEach(worker -> console.out().println("  " + fields(worker)));
    JsonNode builds = status.path("builds");
    if (!builds.isEmpty()) {
      console.out().println("last builds");
      for (int i = 0; i < Math.min(SHOWN_BUILDS, builds.size()); i++) {
        console.out().println("  " + fields(builds.get(i)));
      }
    }
  }

  /// The simple fields of an object, whatever they are.
  private static String fields(JsonNode object) {
    List<String> fields = new ArrayList<>();
    object
        .properties()
        .forEach(
            field -> {
              if (field.getKey().equals("id")) {
                fields.addFirst(field.getValue().asText());
              } else if (field.getValue().isValueNode()) {
                fields.add(field.getKey() + " " + field.getValue().asText());
              }
            });
    return String.join(", ", fields);
  }
}
