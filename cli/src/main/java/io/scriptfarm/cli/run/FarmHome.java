package io.scriptfarm.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.Pause;
import io.scriptfarm.embedded.Ports;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The folder of one farm on this machine:
///
/// | path | holds |
/// |---|---|
/// | `farm.json` | ports and choices of the last `up` that succeeded |
/// | `run/NAME.pid` | process id, and when that process started |
/// | `run/watch.json` | what the supervisor had to do |
/// | `logs/NAME.log` | output of the process; `.1` is what was before |
/// | `data/NAME/` | what the broker and Redis keep |
/// | `client/` | what the authors' client remembers |
public record FarmHome(Path folder) {
  // The supervisor holds the lock while it starts a process, which takes milliseconds.
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(3);
  private static final Duration LOCK_POLL = Duration.ofMillis(20);

  /// Where the notes are.
  Path notesFile() {
    return folder.resolve("farm.json");
  }

  Path logs() {
    return folder.resolve("logs");
  }

  Path log(String process) {
    return logs().resolve(process + ".log");
  }

  /// What a process said before its log began anew.
  Path olderLog(String process) {
    return logs().resolve(process + ".log.1");
  }

  /// Where the supervisor writes down what it had to do.
  Path watchFile() {
    return folder.resolve("run").resolve("watch.json");
  }

  Path pidFile(String process) {
    return folder.resolve("run").resolve(process + ".pid");
  }

  Path data(String process) {
    return folder.resolve("data").resolve(process);
  }

  public void createFolders() throws RunException {
    try {
      for (String name : new String[] {"run", "logs", "data"}) {
        Files.createDirectories(folder.resolve(name));
      }
    } catch (IOException e) {
      throw new RunException(
          "cannot create " + folder + " (" + e + "); set FARM_HOME to a folder that can be written",
          e);
    }
  }

  /// What is written down of the farm: `workers` of them with the `--engine` `engine`; `kafka` and
  /// `redis` are addresses of external ones.
  record Notes(
      Map<String, Integer> ports,
      int workers,
      String engine,
      Optional<String> kafka,
      Optional<String> redis) {
    Notes {
      ports = new TreeMap<>(ports);
    }

    static Notes none() {
      return new Notes(Map.of(), 0, "auto", Optional.empty(), Optional.empty());
    }
  }

  Notes notes() throws RunException {
    Path file = notesFile();
    if (!Files.exists(file)) {
      return Notes.none();
    }
    try {
      JsonNode json = Json.read(Files.readAllBytes(file), JsonNode.class);
      Map<String, Integer> ports = new TreeMap<>();
      for (Iterator<Map.Entry<String, JsonNode>> i = json.path("ports").properties().iterator();
          i.hasNext(); ) {
        Map.Entry<String, JsonNode> port = i.next();
        ports.put(port.getKey(), port.getValue().asInt());
      }
      return new Notes(
          ports,
          json.path("workers").asInt(),
          json.path("engine").asText("auto"),
          text(json, "kafka"),
          text(json, "redis"));
    } catch (MalformedException e) {
      return Notes.none(); // damaged: `up` writes it anew
    } catch (IOException e) {
      throw new RunException("cannot read " + file + ": " + e, e);
    }
  }

  private static Optional<String> text(JsonNode json, String field) {
    String value = json.path(field).asText("");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  void write(Notes notes) throws RunException {
    ObjectNode json = Json.mapper().createObjectNode();
    ObjectNode ports = json.putObject("ports");
    notes.ports().forEach(ports::put);
    json.put("workers", notes.workers());
    json.put("engine", notes.engine());
    notes.kafka().ifPresent(kafka -> json.put("kafka", kafka));
    notes.redis().ifPresent(redis -> json.put("redis", redis));
    replace(notesFile(), json.toPrettyString() + "\n");
  }

  static void replace(Path file, String text) throws RunException {
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new RunException("cannot write " + file + ": " + e, e);
    }
  }

  /// Keeps a second `up` or `down` of the same farm out until it is closed, and the supervisor.
  AutoLock lock() throws RunException {
    long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
    for (Optional<AutoLock> lock = tryLock(); ; lock = tryLock()) {
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() > deadline) {
        throw new RunException(
            "another ./farm up or down is at work on " + folder + "; wait until it is done");
      }
      try {
        Pause.of(LOCK_POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RunException("interrupted while another ./farm up or down is at work", e);
      }
    }
  }

  /// The lock; absent when somebody else has it.
  Optional<AutoLock> tryLock() throws RunException {
    Path file = folder.resolve("run").resolve("lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(channel::close);
    } catch (IOException e) {
      throw new RunException("cannot lock " + file + ": " + e, e);
    }
  }

  interface AutoLock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /// A port for `process`: the remembered one if nobody has it, else a free one that is in no other
  /// process' notes.
  static int port(String process, Map<String, Integer> remembered) {
    Integer before = remembered.get(process);
    return before != null && Ports.isFree(before)
        ? before
        : Ports.free(port -> !remembered.containsValue(port));
  }
}
