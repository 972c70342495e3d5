package io.scriptfarm.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.Pause;
import io.scriptfarm.embedded.Ports;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.OneAddress;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.SecondGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A farm of processes, as `./farm up` starts and looks after it, with a {@link Wire} between the
/// services and each backend. Nobody but its supervisor starts what ended, except for a second
/// gateway, which no supervisor knows. Two gateways have one address, as on a cluster. Safe for
/// concurrent use, except for closing.
final class DrillFarm implements AutoCloseable {
  static final String KAFKA = "kafka";
  static final String REDIS = "redis";
  static final String GATEWAY = "gateway";
  static final String SECOND_GATEWAY = "second gateway";
  static final String CACHE_SERVICE = "cache-service";
  private static final String WORKER = "worker-";

  private static final Duration ANSWER = Duration.ofSeconds(10);
  // How long a supervisor takes at most to notice, and a broker to start on a busy machine.
  private static final Duration BACK = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final FarmProcess farm;
  private final int workers;
  private final Wire kafka;
  private final Wire redis;
  private final Optional<Pair> pair;

  /// A second gateway, and the address of both.
  private record Pair(SecondGateway second, OneAddress address) {}

  private DrillFarm(FarmProcess farm, int workers, Wire kafka, Wire redis, Optional<Pair> pair) {
    this.pair = pair;
    this.farm = farm;
    this.workers = workers;
    this.kafka = kafka;
    this.redis = redis;
  }

  /// Starts a farm of V8 workers; returns when it is ready.
  static DrillFarm start(int workers, boolean twoGateways) {
    int kafkaPort = Ports.free();
    int redisPort = Ports.free(port -> port != kafkaPort);
    Wire kafka = new Wire(kafkaPort);
    Wire redis = new Wire(redisPort);
    FarmProcess farm =
        FarmProcess.start(
            FarmProcess.Setup.v8()
                .withWorkers(workers)
                .with("FARM_KAFKA_VIA", kafka.address())
                .with("FARM_REDIS_VIA", redis.address()),
            Map.of(KAFKA, kafkaPort, REDIS, redisPort));
    return new DrillFarm(
        farm, workers, kafka, redis, twoGateways ? Optional.of(pair(farm)) : Optional.empty());
  }

  private static Pair pair(FarmProcess farm) {
    SecondGateway second = SecondGateway.of(farm);
    return new Pair(second, new OneAddress(List.of(second.port(), farm.portOf(GATEWAY))));
  }

  /// Where clients find the gateways.
  URI gateway() {
    return pair.map(both -> both.address().uri()).orElseGet(farm::gateway);
  }

  List<String> gateways() {
    return pair.isPresent() ? List.of(GATEWAY, SECOND_GATEWAY) : List.of(GATEWAY);
  }

  FarmProcess processes() {
    return farm;
  }

  Wire kafkaWire() {
    return kafka;
  }

  Wire redisWire() {
    return redis;
  }

  List<String> workers() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= workers; i++) {
      names.add(WORKER + i);
    }
    return names;
  }

  List<String> names() {
    List<String> names = new ArrayList<>(List.of(KAFKA, REDIS, CACHE_SERVICE));
    names.addAll(gateways());
    names.addAll(workers());
    return names;
  }

  private long pid(String process) {
    return process.equals(SECOND_GATEWAY) ? pair.orElseThrow().second().pid() : farm.pid(process);
  }

  /// Ends a process by SIGKILL. It is started again.
  void kill(String process) {
    if (process.equals(SECOND_GATEWAY)) {
      pair.orElseThrow().second().kill();
      pair.orElseThrow().second().startAgain();
      return;
    }
    long victim = pid(process);
    ProcessHandle.of(victim)
        .ifPresent(
            handle -> {
              handle.destroyForcibly();
              handle.onExit().join();
            });
  }

  /// Stops a process for `time` (SIGSTOP), which then goes on.
  void stop(String process, Duration time) throws InterruptedException {
    long victim = pid(process);
    signal(victim, "STOP");
    try {
      Pause.of(time);
    } finally {
      signal(victim, "CONT");
    }
  }

  private void signal(long pid, String name) {
    Ran.run(farm.home(), Map.of(), ANSWER, List.of("kill", "-" + name, Long.toString(pid)));
  }

  /// Takes a process' data away and kills it; it is started with none.
  void loseData(String process) {
    Path data = farm.home().resolve("data").resolve(process);
    try {
      Files.move(data, data.resolveSibling(process + "-" + System.nanoTime()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    kill(process);
  }

  /// For `time`, or until it ends, no write of a process makes a file longer, as on a full disk.
  void fillDisk(String process, Duration time) throws InterruptedException {
    long victim = farm.pid(process);
    limitFiles(victim, "0:");
    try {
      Pause.of(time);
    } finally {
      limitFiles(victim, "unlimited:");
    }
  }

  private void limitFiles(long pid, String size) {
    Ran.run(
        farm.home(),
        Map.of(),
        ANSWER,
        List.of("prlimit", "--pid", Long.toString(pid), "--fsize=" + size));
  }

  /// What Redis answers to a command, in its own protocol; empty when it is not there.
  String redis(String command) {
    try (Socket socket = new Socket("127.0.0.1", farm.portOf(REDIS))) {
      socket.setSoTimeout((int) ANSWER.toMillis());
      socket
          .getOutputStream()
          .write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /// Memory of the processes that run.
  Map<String, MemoryLog.Memory> memory() {
    Map<String, MemoryLog.Memory> memory = new TreeMap<>();
    for (String name : names()) {
      try {
        long pid = pid(name);
        Path status = Path.of("/proc", Long.toString(pid), "status");
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .forEach(kib -> memory.put(name, new MemoryLog.Memory(pid, kib * 1024)));
      } catch (IOException | UncheckedIOException e) {
        continue; // being started
      }
    }
    return memory;
  }

  /// Waits until everything runs and answers again.
  ///
  /// @return what `farm status` says, if that does not happen
  String awaitWell() throws InterruptedException {
    long deadline = System.nanoTime() + BACK.toNanos();
    Ran status = farm.run(ANSWER.multipliedBy(3), "status");
    while ((status.exit() != 0 || !secondListens()) && System.nanoTime() < deadline) {
      Pause.of(LOOK);
      status = farm.run(ANSWER.multipliedBy(3), "status");
    }
    return status.exit() != 0
        ? status.toString()
        : secondListens() ? "" : "the second gateway does not listen";
  }

  private boolean secondListens() {
    return pair.map(both -> both.second().listens()).orElse(true);
  }

  /// How often the supervisor started each process again.
  Map<String, Integer> restarts() {
    Map<String, Integer> restarts = new TreeMap<>();
    Path file = farm.home().resolve("run/watch.json");
    try {
      Json.read(Files.readAllBytes(file), JsonNode.class)
          .properties()
          .forEach(e -> restarts.put(e.getKey(), e.getValue().path("restarts").asInt()));
    } catch (IOException e) {
      return restarts; // nothing was started again
    }
    return restarts;
  }

  @Override
  public void close() {
    pair.ifPresent(
        both -> {
          both.address().close();
          both.second().close();
        });
    farm.close();
    kafka.close();
    redis.close();
  }
}
