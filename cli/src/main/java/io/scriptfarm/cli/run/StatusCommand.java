package io.scriptfarm.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptfarm.api.FarmStatus;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
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

/// `farm status`: a verdict, then workers, queue, cache and the last builds, as the gateway tells,
/// and the processes on this machine, as their supervisor tells. The exit code is 0 when builds go
/// on, 1 when something is in their way or a process is down, 3 when there is no farm.
@Command(
    name = "status",
    description = "Say whether the farm is well, and show workers, queue, cache and last builds.")
public final class StatusCommand implements Callable<Integer> {
  private static final int SHOWN_BUILDS = 10;

  private final Settings settings;
  private final Console console;

  @Option(names = "--json", description = "The verdict, with what the gateway says, as it says it.")
  private boolean json;

  @Mixin private final HelpOption help = new HelpOption();

  public StatusCommand(Settings settings, Console console) {
    this.settings = settings;
    this.console = console;
  }

  @Override
  public Integer call() {
    try (FarmClient farm = new FarmClient(settings.farm())) {
      FarmHome home = new FarmHome(settings.home());
      // The processes here are none of a farm elsewhere.
      boolean here = settings.variable("FARM_URL", "").isEmpty();
      List<Daemon> running =
          here ? new RecordedProcesses(home, settings.installation()).running() : List.of();
      Watch watch = here ? Watch.read(home) : Watch.none();
      List<String> problems = missing(home, running, watch);
      if (!json && !running.isEmpty()) {
        processes(home, running, watch);
      }
      Optional<FarmStatus> status = ask(farm);
      if (status.isEmpty() && running.isEmpty()) {
        console
            .err()
            .println("farm: no farm answers at " + settings.gateway() + "; ./farm up starts one");
        return ExitCode.FARM;
      }
      problems.addFirst(
          status.map(FarmStatus::verdict).orElse("no gateway answers at " + settings.gateway()));
      problems.remove(FarmStatus.OK);
      show(farm, status.map(Json.mapper()::valueToTree), problems);
      return problems.isEmpty() ? ExitCode.SUCCESS : ExitCode.NOT_WELL;
    } catch (FarmException | RunException e) {
      console.err().println("farm: " + e.getMessage());
      return ExitCode.FARM;
    } catch (IllegalArgumentException e) {
      console.err().println("farm: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  /// What should be here and is not, a clause each.
  private static List<String> missing(FarmHome home, List<Daemon> running, Watch watch)
      throws RunException {
    List<String> missing = new ArrayList<>();
    if (!running.isEmpty()) {
      for (String process : Blueprint.processes(home.notes())) {
        if (!running.contains(new Daemon(home, process))) {
          missing.add(process + " " + watch.whyDown(process));
        }
      }
      if (Supervisor.isFull(home)) {
        missing.add("the disk of " + home.folder() + " is full");
      }
    }
    return missing;
  }

  private static Optional<FarmStatus> ask(FarmClient farm) throws FarmException {
    try {
      return Optional.of(farm.status());
    } catch (FarmException.Unreachable e) {
      return Optional.empty();
    }
  }

  private void show(FarmClient farm, Optional<JsonNode> status, List<String> problems) {
    String verdict = problems.isEmpty() ? FarmStatus.OK : String.join("; ", problems);
    if (json) {
      ObjectNode all = Json.mapper().createObjectNode();
      status.ifPresent(known -> all.setAll((ObjectNode) known));
      console.out().println(all.put("verdict", verdict));
    } else {
      status.ifPresent(
          known -> {
            console.out().println("gateway " + farm.gateway());
            show(known);
          });
      console.out().println("verdict " + verdict);
    }
  }

  private void processes(FarmHome home, List<Daemon> running, Watch watch) throws RunException {
    Map<String, Integer> ports = home.notes().ports();
    console.out().println("processes (" + settings.home() + ")");
    for (Daemon daemon : running) {
      Optional<ProcessHandle> process = daemon.find();
      if (process.isPresent()) {
        console
            .out()
            .printf(
                Locale.ROOT,
                "  %-14s pid %-8d port %-6s %s%s%n",
                daemon.name(),
                process.get().pid(),
                ports.containsKey(daemon.name()) ? ports.get(daemon.name()) : "-",
                residentMemory(process.get().pid()),
                watch.of(daemon.name()).map(entry -> ", " + entry.words()).orElse(""));
      }
    }
    if (!running.contains(new Daemon(home, RecordedProcesses.SUPERVISOR))) {
      console.out().println("  nobody looks after these processes (./farm up starts a supervisor)");
    }
    for (Map.Entry<String, Watch.Entry> ended : watch.processes().entrySet()) {
      if (ended.getValue().isDown()) {
        console.out().println("last lines of " + home.log(ended.getKey()));
        ended.getValue().lastLines().forEach(line -> console.out().println("    " + line));
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
    long damaged = status.path("counters").path("blobs.corrupt").asLong();
    if (damaged > 0) {
      console.out().println("damaged blobs found so far, and made anew: " + damaged);
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
