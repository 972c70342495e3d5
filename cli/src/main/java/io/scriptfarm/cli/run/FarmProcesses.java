package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.run.FarmHome.Notes;
import io.scriptfarm.contract.wire.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The processes of the farm on this machine, started and stopped in the order of what needs what:
/// broker and Redis, then cache-service, gateway and workers at once. To be used under the home's
/// lock.
final class FarmProcesses {
  private static final Duration POLL = Duration.ofMillis(25);
  // A worker finishes its running job: 20 seconds (farm.worker.drain) within 30 for its shutdown.
  private static final Duration DRAIN = Duration.ofSeconds(35);
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final int LAST_LINES = 15;
  private static final String AGENT = "agent-"; // as the launcher names them

  private final Settings settings;
  private final FarmHome home;
  private final RecordedProcesses recorded;
  private final Commands commands;
  private final Console console;
  private final Duration patience;
  private final ConcurrentLinkedDeque<Daemon> started = new ConcurrentLinkedDeque<>();
  private volatile boolean giveUp;

  /// What is running after {@link #up}. `started` counts processes that did not run before.
  record Running(Notes notes, int workers, int started) {}

  FarmProcesses(Settings settings, Console console, Duration patience) {
    this.settings = settings;
    this.home = new FarmHome(settings.home());
    this.recorded = new RecordedProcesses(home, settings.repository());
    this.commands = new Commands(settings, home);
    this.console = console;
    this.patience = patience;
  }

  /// Brings the farm to `workers` workers (as many as there are, but at least one, if absent) with
  /// `engine` (the one they have, if absent). What runs already stays, unless the farm was built
  /// anew since. When a process does not get ready, what this call started is stopped again.
  Running up(Optional<Integer> workers, Optional<String> engine) throws RunException {
    Thread interrupted = new Thread(this::undo, "farm-up-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    boolean done = false;
    try {
      Running running = bringUp(workers, engine);
      done = true;
      return running;
    } finally {
      if (!done) {
        undo();
      }
      try {
        Runtime.getRuntime().removeShutdownHook(interrupted);
      } catch (IllegalStateException e) {
        console.err().println("farm: interrupted, stopping what was started");
      }
    }
  }

  private Running bringUp(Optional<Integer> workers, Optional<String> engine) throws RunException {
    Notes before = home.notes();
    String chosen = engine.orElse(before.engine());
    Map<String, Integer> ports = new TreeMap<>(before.ports());
    Optional<String> kafka = variable("FARM_KAFKA");
    Optional<String> redis = variable("FARM_REDIS");
    List<Daemon> present = recorded.workers();
    refuseOtherBackends(before, kafka, redis);
    if (!present.isEmpty() && !chosen.equals(before.engine())) {
      stopAll(present, DRAIN);
      present = List.of();
    }
    int wanted = workers.orElse(Math.max(1, present.size()));
    stopAll(recorded.outdated(), DRAIN);

    gatewayPort(ports);
    List<String> fixed = new ArrayList<>(List.of("cache-service"));
    if (kafka.isEmpty()) {
      fixed.add("kafka");
    }
    if (redis.isEmpty()) {
      fixed.add("redis");
    }
    for (int i = 1; i <= wanted; i++) {
      fixed.add(RecordedProcesses.WORKER + i);
    }
    for (String name : fixed) {
      if (new Daemon(home, name).find().isEmpty()) {
        ports.put(name, FarmHome.port(name, ports));
      }
    }
    Notes notes = new Notes(ports, chosen, kafka, redis);
    home.write(notes);

    String kafkaAt = kafka.orElse("127.0.0.1:" + ports.get("kafka"));
    String redisAt = redis.orElse("redis://127.0.0.1:" + ports.get("redis"));
    int cachePort = port(ports, "cache-service");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<?> kafkaReady =
          kafka.isPresent()
              ? CompletableFuture.completedFuture(true)
              : run(
                  threads,
                  () -> {
                    Daemon daemon = new Daemon(home, "kafka");
                    int at = port(ports, "kafka");
                    start(daemon, () -> commands.kafka(at), () -> daemon.logContains("READY "));
                  });
      CompletableFuture<?> redisReady =
          redis.isPresent()
              ? CompletableFuture.completedFuture(true)
              : run(
                  threads,
                  () -> {
                    int at = port(ports, "redis");
                    start(new Daemon(home, "redis"), () -> commands.redis(at), Probe.redis(at));
                  });
      List<CompletableFuture<?>> all = new ArrayList<>(List.of(kafkaReady, redisReady));
      all.add(
          redisReady.thenCompose(
              _ ->
                  service(
                      threads,
                      "cache-service",
                      cachePort,
                      () -> commands.cacheService(cachePort, kafkaAt, redisAt))));
      CompletableFuture<?> backends = CompletableFuture.allOf(kafkaReady, redisReady);
      all.add(
          backends.thenCompose(
              _ ->
                  service(
                      threads,
                      "gateway",
                      port(ports, "gateway"),
                      () ->
                          commands.gateway(port(ports, "gateway"), kafkaAt, redisAt, cachePort))));
      for (int i = 1; i <= wanted; i++) {
        String name = RecordedProcesses.WORKER + i;
        int at = port(ports, name);
        all.add(
            backends.thenCompose(
                _ ->
                    service(
                        threads,
                        name,
                        at,
                        () -> commands.worker(name, at, kafkaAt, redisAt, chosen, wanted))));
      }
      await(all);
    }
    if (giveUp) {
      throw new RunException("interrupted; what was started is stopped again");
    }
    List<Daemon> surplus =
        recorded.workers().stream()
            .filter(worker -> RecordedProcesses.number(worker) > wanted)
            .toList();
    stopAll(surplus, DRAIN);
    return new Running(notes, wanted, started.size());
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
      wanted = settings.port().orElse(ports.getOrDefault("gateway", Settings.DEFAULT_PORT));
    } catch (IllegalArgumentException e) {
      throw new RunException(String.valueOf(e.getMessage()), e);
    }
    boolean running = new Daemon(home, "gateway").find().isPresent();
    if (running) {
      if (wanted != ports.getOrDefault("gateway", wanted)) {
        throw new RunException(
            "this farm's gateway runs on port "
                + ports.get("gateway")
                + "; ./farm down stops it, another FARM_HOME makes another farm");
      }
    } else if (!FarmHome.isFree(wanted)) {
      throw new RunException(
          "port "
              + wanted
              + " is taken by another program; choose one, as in FARM_PORT=8090 ./farm up");
    }
    ports.put("gateway", wanted);
  }

  private static int port(Map<String, Integer> ports, String name) {
    return java.util.Objects.requireNonNull(ports.get(name), name);
  }

  private Optional<String> variable(String name) {
    String value = settings.variable(name, "");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  @FunctionalInterface
  private interface CommandLineOf {
    List<String> get() throws RunException;
  }

  @FunctionalInterface
  private interface Step {
    void run() throws RunException;
  }

  private CompletableFuture<?> service(
      ExecutorService threads, String name, int port, CommandLineOf command) {
    return run(threads, () -> start(new Daemon(home, name), command, Probe.service(port)));
  }

  private static CompletableFuture<?> run(ExecutorService threads, Step step) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            step.run();
          } catch (RunException e) {
            throw new CompletionException(e);
          }
        },
        threads);
  }

  private void await(List<CompletableFuture<?>> all) throws RunException {
    CompletableFuture<?> first = new CompletableFuture<>();
    for (CompletableFuture<?> one : all) {
      CompletableFuture<?> unused =
          one.whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  giveUp = true; // nobody has to wait for the others any longer
                  first.completeExceptionally(failure);
                }
              });
    }
    try {
      CompletableFuture.anyOf(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)), first)
          .join();
    } catch (CompletionException e) {
      Throwable cause = e;
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (cause instanceof RunException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void start(Daemon daemon, CommandLineOf command, Probe probe) throws RunException {
    Optional<ProcessHandle> running = daemon.find();
    ProcessHandle process;
    if (running.isPresent()) {
      process = running.get();
    } else {
      if (giveUp) {
        return;
      }
      started.push(daemon);
      process = daemon.start(command.get(), home.folder());
    }
    long deadline = System.nanoTime() + patience.toNanos();
    while (!probe.isReady()) {
      if (giveUp) {
        return;
      }
      if (!Daemon.runs(process)) {
        throw failed(daemon, "ended instead of getting ready");
      }
      if (System.nanoTime() > deadline) {
        throw failed(daemon, "did not get ready within " + patience.toSeconds() + " s");
      }
      try {
        Pause.of(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RunException("interrupted while " + daemon.name() + " starts", e);
      }
    }
  }

  private RunException failed(Daemon daemon, String what) throws RunException {
    StringBuilder message =
        new StringBuilder(daemon.name())
            .append(' ')
            .append(what)
            .append("; the last lines of ")
            .append(home.log(daemon.name()))
            .append(':');
    daemon.lastLines(LAST_LINES).forEach(line -> message.append("\n  ").append(line));
    return new RunException(message.toString());
  }

  private void undo() {
    giveUp = true;
    for (Daemon daemon = started.poll(); daemon != null; daemon = started.poll()) {
      try {
        daemon.stop(Duration.ofSeconds(5));
      } catch (RunException e) {
        console.err().println("farm: " + e.getMessage());
      }
    }
  }

  /// Stops everything, whoever needs something before what it needs, and the agents. Data are kept.
  ///
  /// @return how many processes of the farm ran
  int down() throws RunException {
    List<Daemon> running = recorded.running();
    stopAll(recorded.named(AGENT), STOP);
    stopAll(recorded.workers(), DRAIN);
    for (String name : new String[] {"gateway", "cache-service"}) {
      stopAll(List.of(new Daemon(home, name)), STOP);
    }
    stopAll(List.of(new Daemon(home, "kafka"), new Daemon(home, "redis")), STOP);
    return running.size();
  }

  private void stopAll(List<Daemon> daemons, Duration atMost) throws RunException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (Daemon daemon : daemons) {
        all.add(
            run(
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
      await(all);
    }
  }
}
