package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Installation;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The processes of a farm that its home has written down: which of them run, and which are older
/// than the build. To be used under the home's lock.
final class RecordedProcesses {
  static final String SUPERVISOR = "supervisor";

  private final FarmHome home;
  private final Installation installation;

  /// @param installation what the services run from
  RecordedProcesses(FarmHome home, Installation installation) {
    this.home = home;
    this.installation = installation;
  }

  /// What runs, in the order in which it is started.
  List<Daemon> running() throws RunException {
    List<Daemon> running = new ArrayList<>();
    for (String name :
        List.of(Blueprint.KAFKA, Blueprint.REDIS, Blueprint.CACHE_SERVICE, Blueprint.GATEWAY)) {
      addIfRunning(name, running);
    }
    running.addAll(workers());
    addIfRunning(SUPERVISOR, running);
    return running;
  }

  private void addIfRunning(String name, List<Daemon> running) throws RunException {
    Daemon daemon = new Daemon(home, name);
    if (daemon.find().isPresent()) {
      running.add(daemon);
    }
  }

  /// The services that were started before the farm was built anew: other classes lie where theirs
  /// were. Broker and Redis do not change with the farm.
  List<Daemon> outdated() throws RunException {
    List<Daemon> outdated = new ArrayList<>();
    for (Daemon worker : workers()) {
      addIfOutdated(worker, "compile-worker", outdated);
    }
    addIfOutdated(new Daemon(home, Blueprint.GATEWAY), Blueprint.GATEWAY, outdated);
    addIfOutdated(new Daemon(home, Blueprint.CACHE_SERVICE), Blueprint.CACHE_SERVICE, outdated);
    return outdated;
  }

  private void addIfOutdated(Daemon service, String module, List<Daemon> outdated)
      throws RunException {
    Optional<Instant> started = service.find().flatMap(process -> process.info().startInstant());
    try {
      // The system tells a process' start in whole seconds, more or less.
      if (started.isPresent()
          && started.get().plusSeconds(1).isBefore(installation.since(module))) {
        outdated.add(service);
      }
    } catch (IOException e) {
      throw new RunException(
          "%s is not complete (%s); %s".formatted(installation.root(), e, installation.remedy()),
          e);
    }
  }

  List<Daemon> workers() throws RunException {
    List<Daemon> workers = new ArrayList<>();
    for (Daemon daemon : named(Blueprint.WORKER)) {
      if (number(daemon) > 0 && daemon.find().isPresent()) {
        workers.add(daemon);
      }
    }
    workers.sort(Comparator.comparingInt(RecordedProcesses::number));
    return workers;
  }

  /// Those that were written down, and whose names begin with `prefix`.
  private List<Daemon> named(String prefix) throws RunException {
    List<Daemon> daemons = new ArrayList<>();
    Path run = home.folder().resolve("run");
    if (!Files.isDirectory(run)) {
      return daemons;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(run, prefix + "*.pid")) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        daemons.add(new Daemon(home, name.substring(0, name.length() - ".pid".length())));
      }
      return daemons;
    } catch (IOException e) {
      throw new RunException("cannot read " + run + ": " + e, e);
    }
  }

  /// The number of a worker, from 1; 0 for a process that is none.
  static int number(Daemon worker) {
    String digits = worker.name().substring(Blueprint.WORKER.length());
    return digits.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(digits) : 0;
  }
}
