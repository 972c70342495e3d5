package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.run.FarmHome.Notes;
import io.scriptfarm.embedded.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The processes of the farm on this machine, started and stopped in the order of what needs what,
/// and the supervisor that looks after them in between. To be used under the home's lock.
final class FarmProcesses {
  // A worker finishes its running job: 20 seconds (farm.worker.drain) within 30 for its shutdown.
  private static final Duration DRAIN = Duration.ofSeconds(35);
  private static final Duration STOP = Duration.ofSeconds(15);
  // How often a port may be somebody else's by the time a process wants it.
  private static final int ATTEMPTS = 5;
  // Their ports are in the command lines of others, and so cannot change while one of those runs.
  private static final List<String> OTHERS_KNOW =
      List.of(Blueprint.KAFKA, Blueprint.REDIS, Blueprint.CACHE_SERVICE);

  private final Settings settings;
  private final FarmHome home;
  private final RecordedProcesses recorded;
  private final Commands commands;
  private final Console console;
  private final Duration patience;

  /// What is running after {@link #up}. `started` counts processes that did not run before.
  record Running(Notes notes, int started) {}

  FarmProcesses(Settings settings, Console console, Duration patience) {
    this.settings = settings;
    this.home = new FarmHome(settings.home());
    this.recorded = new RecordedProcesses(home, settings.installation());
    this.commands = new Commands(settings, home);
    this.console = console;
    this.patience = patience;
  }

  /// Brings the farm to `workers` workers (as many as there are, but at least one, if absent) with
  /// `engine` (the one they have, if absent). What runs already stays, unless the farm was built
  /// anew since. When a process does not get ready, what this call started is stopped again, also
  /// when this JVM is killed meanwhile. Then a new supervisor looks after the farm, with this
  /// process' environment.
  Running up(Optional<Integer> workers, Optional<String> engine) throws RunException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(workers, engine);
      } catch (RunException.PortTaken e) {
        if (attempt == ATTEMPTS || e.process().equals(Blueprint.GATEWAY)) {
          throw e; // the gateway's port is the user's choice
        }
        console.err().println("farm: somebody took the port of " + e.process() + "; trying others");
      }
    }
  }

  private Running attempt(Optional<Integer> workers, Optional<String> engine) throws RunException {
    Blueprint blueprint = new Blueprint(home, commands, plan(workers, engine));
    BringUp bringUp = new BringUp(home, console, patience);
    Thread interrupted = new Thread(bringUp::undo, "farm-up-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      int started = bringUp.run(blueprint.processes(), blueprint::command, blueprint::probe);
      stopAll(surplus(blueprint.notes().workers()), DRAIN);
      home.write(blueprint.notes());
      bringUp.keep();
      supervise();
      return new Running(blueprint.notes(), started);
    } finally {
      bringUp.undo(); // nothing, when it was kept
      try {
        Runtime.getRuntime().removeShutdownHook(interrupted);
      } catch (IllegalStateException e) {
        console.err().println("farm: interrupted, stopping what was started");
      }
    }
  }

  /// Decides on workers and ports, and stops what cannot stay as it is.
  private Notes plan(Optional<Integer> workers, Optional<String> engine) throws RunException {
    Notes before = home.notes();
    String chosen = engine.orElse(before.engine());
    Optional<String> kafka = variable("FARM_KAFKA");
    Optional<String> redis = variable("FARM_REDIS");
    List<Daemon> present = recorded.workers();
    refuseOtherBackends(before, kafka, redis);
    int wanted = workers.orElse(Math.max(1, present.size()));
    if (!chosen.equals(before.engine())) {
      stopAll(present, DRAIN);
    }
    stopAll(recorded.outdated(), DRAIN);

    Map<String, Integer> ports = new TreeMap<>(before.ports());
    gatewayPort(ports);
    boolean known = recorded.running().stream().anyMatch(FarmProcesses::knowsOthers);
    for (String name : Blueprint.processes(new Notes(ports, wanted, chosen, kafka, redis))) {
      boolean fixed =
          name.equals(Blueprint.GATEWAY)
              || new Daemon(home, name).find().isPresent()
              || (known && OTHERS_KNOW.contains(name) && ports.containsKey(name));
      if (!fixed) {
        ports.put(name, FarmHome.port(name, ports));
      }
    }
    return new Notes(ports, wanted, chosen, kafka, redis);
  }

  private static boolean knowsOthers(Daemon running) {
    return running.name().startsWith(Blueprint.WORKER)
        || List.of(Blueprint.GATEWAY, Blueprint.CACHE_SERVICE).contains(running.name());
  }

  private List<Daemon> surplus(int wanted) throws RunException {
    return recorded.workers().stream()
        .filter(worker -> RecordedProcesses.number(worker) > wanted)
        .toList();
  }

  /// Puts a supervisor in the place of the one that there is: this one has the environment of the
  /// last `up` and the classes of the last build.
  private void supervise() throws RunException {
    Daemon supervisor = new Daemon(home, RecordedProcesses.SUPERVISOR);
    supervisor.stop(STOP);
    if (!settings.variable("FARM_SUPERVISE", "1").equals("0")) {
      supervisor.start(commands.supervisor(), home.folder());
    }
  }

  /// Ports of Kafka and Redis are in the command lines of the services: they cannot change under
  /// them.
  private void refuseOtherBackends(Notes before, Optional<String> kafka, Optional<String> redis)
      throws RunException {
    if ((!before.kafka().equals(kafka) || !before.redis().equals(redis))
        && !recorded.running().isEmpty()) {
      throw new RunException(
          "the farm runs with another FARM_KAFKA or FARM_REDIS; ./farm down stops it");
    }
  }

  private void gatewayPort(Map<String, Integer> ports) throws RunException {
    int wanted;
    try {
      wanted = settings.port().orElse(ports.getOrDefault(Blueprint.GATEWAY, Settings.DEFAULT_PORT));
    } catch (IllegalArgumentException e) {
      throw new RunException(String.valueOf(e.getMessage()), e);
    }
    boolean running = new Daemon(home, Blueprint.GATEWAY).find().isPresent();
    if (running) {
      if (wanted != ports.getOrDefault(Blueprint.GATEWAY, wanted)) {
        throw new RunException(
            "this farm's gateway runs on port "
                + ports.get(Blueprint.GATEWAY)
                + "; ./farm down stops it, another FARM_HOME makes another farm");
      }
    } else if (!Ports.isFree(wanted)) {
      throw new RunException(
          "port "
              + wanted
              + " is taken by another program; choose one, as in FARM_PORT=8090 ./farm up");
    }
    ports.put(Blueprint.GATEWAY, wanted);
  }

  private Optional<String> variable(String name) {
    String value = settings.variable(name, "");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /// Stops everything: the supervisor first, then whoever needs something before what it needs.
  /// Data are kept.
  ///
  /// @return how many processes of the farm ran
  int down() throws RunException {
    List<Daemon> running = recorded.running();
    stopAll(List.of(new Daemon(home, RecordedProcesses.SUPERVISOR)), STOP);
    stopAll(recorded.workers(), DRAIN);
    stopAll(List.of(new Daemon(home, Blueprint.GATEWAY)), STOP);
    stopAll(List.of(new Daemon(home, Blueprint.CACHE_SERVICE)), STOP);
    stopAll(List.of(new Daemon(home, Blueprint.KAFKA), new Daemon(home, Blueprint.REDIS)), STOP);
    return running.size();
  }

  private void stopAll(List<Daemon> daemons, Duration atMost) throws RunException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (Daemon daemon : daemons) {
        all.add(
            SideBySide.run(
                threads,
                () -> {
                  if (daemon.stop(atMost)) {
                    console
                        .err()
                        .println(
                            "farm: "
                                + daemon.name()
                                + " did not stop within "
                                + atMost.toSeconds()
                                + " s and was killed");
                  }
                }));
      }
      SideBySide.await(all, () -> {});
    }
  }
}
