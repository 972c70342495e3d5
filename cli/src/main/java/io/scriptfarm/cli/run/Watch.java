package io.scriptfarm.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the supervisor has to say of the processes that ended, by name, for `farm status`.
record Watch(Map<String, Entry> processes) {
  Watch {
    processes = new TreeMap<>(processes);
  }

  /// Where a process is that ended once or more.
  enum State {
    /// It was started again.
    RESTARTED,
    /// It is started again after a pause.
    PAUSING,
    /// It is started again when there is space on the disk.
    NO_SPACE,
    /// It ended too often, and is left alone until the next `farm up`.
    GIVEN_UP
  }

  /// @param restarts how often it was started again since the last `farm up`
  /// @param since when that state began
  /// @param lastLines of its log, when it ended
  record Entry(State state, int restarts, Instant since, List<String> lastLines) {
    Entry {
      lastLines = List.copyOf(lastLines);
    }

    /// Whether the process does not run, and for how long it will not.
    boolean isDown() {
      return state != State.RESTARTED;
    }

    /// In a few words, for people.
    String words() {
      return switch (state) {
        case RESTARTED -> "was started again " + restarts + (restarts == 1 ? " time" : " times");
        case PAUSING ->
            "ended, and is started again soon"
                + (restarts == 0 ? "" : " (as " + restarts + " times before)");
        case NO_SPACE -> "ended, and is started again when there is space on the disk";
        case GIVEN_UP ->
            "ended too often and is given up: see its log, and run ./farm up when its trouble is over";
      };
    }
  }

  static Watch none() {
    return new Watch(Map.of());
  }

  Optional<Entry> of(String process) {
    return Optional.ofNullable(processes.get(process));
  }

  /// Why a process does not run, as a clause without its subject.
  String whyDown(String process) {
    return of(process)
        .filter(Entry::isDown)
        .map(Entry::words)
        .orElse("does not run (./farm up starts it)");
  }

  /// What a supervisor has written. A damaged file says nothing.
  static Watch read(FarmHome home) throws RunException {
    Path file = home.watchFile();
    if (!Files.exists(file)) {
      return none();
    }
    Map<String, Entry> entries = new TreeMap<>();
    try {
      for (Map.Entry<String, JsonNode> field :
          Json.read(Files.readAllBytes(file), JsonNode.class).properties()) {
        JsonNode json = field.getValue();
        List<String> lines = new ArrayList<>();
        json.path("lastLines").forEach(line -> lines.add(line.asText()));
        entries.put(
            field.getKey(),
            new Entry(
                State.valueOf(json.path("state").asText()),
                json.path("restarts").asInt(),
                Instant.parse(json.path("since").asText()),
                lines));
      }
      return new Watch(entries);
    } catch (MalformedException | IllegalArgumentException | DateTimeParseException e) {
      return none();
    } catch (IOException e) {
      throw new RunException("cannot read " + file + ": " + e, e);
    }
  }

  void write(FarmHome home) throws RunException {
    FarmHome.replace(home.watchFile(), Json.write(processes) + "\n");
  }
}
