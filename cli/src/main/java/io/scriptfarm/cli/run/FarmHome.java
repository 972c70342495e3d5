package io.scriptfarm.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/// The folder of one farm on this machine:
///
/// | path | holds |
/// |---|---|
/// | `farm.json` | ports and choices of the last `up` |
/// | `run/NAME.pid` | process id, and when that process started |
/// | `logs/NAME.log` | output of the process; `.1` is the run before |
/// | `data/NAME/` | what the broker and Redis keep |
/// | `client/` | what `farm build` remembers |
/// | `run/agent-UID` | how the launcher reaches the agent of this user |
public record FarmHome(Path folder) {
  // Below what systems choose from by themselves: between the choice here and the start of the
  // process, no outgoing connection and no `bind(0)` gets the port.
  private static final int FIRST_PORT = 15_000;
  private static final int END_OF_PORTS = 32_000;
  private static final int PORT_ATTEMPTS = 200;

  Path log(String process) {
    return folder.resolve("logs").resolve(process + ".log");
  }

  Path pidFile(String process) {
    return folder.resolve("run").resolve(process + ".pid");
  }

  Path data(String process) {
    return folder.resolve("data").resolve(process);
  }

  public void createFolders() throws RunException {
    try {
      for (String name : new String[] {"run", "logs", "data", "client"}) {
        Files.createDirectories(folder.resolve(name));
      }
    } catch (IOException e) {
      throw new RunException(
          "cannot create " + folder + " (" + e + "); set FARM_HOME to a folder that can be written",
          e);
    }
  }

  /// What is written down of the farm. `engine` is the workers' `--engine`; `kafka` and `redis` are
  /// addresses of external ones.
  record Notes(
      Map<String, Integer> ports, String engine, Optional<String> kafka, Optional<String> redis) {
    Notes {
      ports = new TreeMap<>(ports);
    }

    static Notes none() {
      return new Notes(Map.of(), "auto", Optional.empty(), Optional.empty());
    }
  }

  Notes notes() throws RunException {
    Path file = folder.resolve("farm.json");
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
          ports, json.path("engine").asText("auto"), text(json, "kafka"), text(json, "redis"));
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
    json.put("engine", notes.engine());
    notes.kafka().ifPresent(kafka -> json.put("kafka", kafka));
    notes.redis().ifPresent(redis -> json.put("redis", redis));
    replace(folder.resolve("farm.json"), json.toPrettyString() + "\n");
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

  /// Keeps a second `up` or `down` of the same farm out until it is closed.
  AutoLock lock() throws RunException {
    Path file = folder.resolve("run").resolve("lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new RunException(
            "another ./farm up or down is at work on " + folder + "; wait until it is done");
      }
      return channel::close;
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
  static int port(String process, Map<String, Integer> remembered) throws RunException {
    Integer before = remembered.get(process);
    if (before != null && isFree(before)) {
      return before;
    }
    Set<Integer> taken = new HashSet<>(remembered.values());
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_OF_PORTS);
      if (!taken.contains(port) && isFree(port)) {
        return port;
      }
    }
    throw new RunException("no free port on this machine for " + process);
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
