package io.scriptfarm.cli.run;

import io.scriptfarm.cli.run.FarmHome.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Which processes a farm consists of by its notes, and how each of them is started.
final class Blueprint {
  static final String KAFKA = "kafka";
  static final String REDIS = "redis";
  static final String CACHE_SERVICE = "cache-service";
  static final String GATEWAY = "gateway";
  static final String WORKER = "worker-";

  private final FarmHome home;
  private final Commands commands;
  private final Notes notes;

  Blueprint(FarmHome home, Commands commands, Notes notes) {
    this.home = home;
    this.commands = commands;
    this.notes = notes;
  }

  /// The processes of the farm with these notes, whoever is needed before who needs it.
  static List<String> processes(Notes notes) {
    List<String> names = new ArrayList<>();
    if (notes.kafka().isEmpty()) {
      names.add(KAFKA);
    }
    if (notes.redis().isEmpty()) {
      names.add(REDIS);
    }
    names.add(CACHE_SERVICE);
    names.add(GATEWAY);
    for (int i = 1; i <= notes.workers(); i++) {
      names.add(WORKER + i);
    }
    return names;
  }

  Notes notes() {
    return notes;
  }

  List<String> processes() {
    return processes(notes);
  }

  /// As {@link CommandLines}.
  List<String> command(String process) throws RunException {
    int port = port(process);
    return switch (process) {
      case KAFKA -> commands.kafka(port);
      case REDIS -> commands.redis(port);
      case CACHE_SERVICE -> commands.cacheService(port, kafka(), redis());
      case GATEWAY -> commands.gateway(port, kafka(), redis(), port(CACHE_SERVICE));
      default -> commands.worker(process, port, kafka(), redis(), notes.engine(), notes.workers());
    };
  }

  /// Whether a process is of use.
  Probe probe(String process) {
    return switch (process) {
      case KAFKA -> () -> new Daemon(home, KAFKA).logContains("READY ");
      case REDIS -> Probe.redis(port(REDIS));
      default -> Probe.service(port(process));
    };
  }

  private String kafka() {
    return notes.kafka().orElseGet(() -> commands.kafkaAddress(port(KAFKA)));
  }

  private String redis() {
    return notes.redis().orElseGet(() -> commands.redisAddress(port(REDIS)));
  }

  private int port(String process) {
    return Objects.requireNonNull(notes.ports().get(process), process);
  }
}
