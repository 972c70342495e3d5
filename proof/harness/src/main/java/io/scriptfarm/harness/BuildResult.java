package io.scriptfarm.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a build gives: the exit code, what it prints on stdout, and the files that it writes, as
/// SHA-256 digests by paths relative to the project. `crash` is why there is nothing of that.
public record BuildResult(
    int exit, String printed, SortedMap<String, String> outputs, Optional<String> crash) {
  private static final int SHOWN_LINES = 12;

  public BuildResult {
    outputs = new TreeMap<>(outputs);
  }

  /// What a process says that builds: `exit`, `printed` and `outputs`, or `crash`.
  public static BuildResult of(JsonNode answer) {
    if (answer.has("crash")) {
      return crashed(answer.path("crash").asText().lines().findFirst().orElse(""));
    }
    TreeMap<String, String> outputs = new TreeMap<>();
    answer
        .path("outputs")
        .properties()
        .forEach(output -> outputs.put(output.getKey(), output.getValue().asText()));
    return new BuildResult(
        answer.path("exit").asInt(), answer.path("printed").asText(), outputs, Optional.empty());
  }

  public static BuildResult crashed(String why) {
    return new BuildResult(1, "", new TreeMap<>(), Optional.of(why));
  }

  /// How a farm's result differs from this one of tstl, one sentence each; where tstl crashes,
  /// there is nothing to compare with.
  public List<String> differences(BuildResult farm) {
    List<String> differences = new ArrayList<>();
    if (farm.crash.isPresent()) {
      differences.add("the farm gives up: " + farm.crash.get());
      return differences;
    }
    if (crash.isPresent()) {
      return differences;
    }
    if (exit != farm.exit) {
      differences.add("exit code: tstl " + exit + ", farm " + farm.exit);
    }
    if (!printed.equals(farm.printed)) {
      differences.add("diagnostics:" + lineDifference(printed, farm.printed));
    }
    for (String path : differentOutputs(farm)) {
      differences.add(
          !outputs.containsKey(path)
              ? "only the farm writes " + path
              : !farm.outputs.containsKey(path)
                  ? "the farm does not write " + path
                  : "content of " + path);
    }
    return differences;
  }

  /// The paths of files that are not the same on both sides.
  public SortedSet<String> differentOutputs(BuildResult farm) {
    SortedSet<String> paths = new TreeSet<>(outputs.keySet());
    paths.addAll(farm.outputs.keySet());
    paths.removeIf(path -> Objects.equals(outputs.get(path), farm.outputs.get(path)));
    return paths;
  }

  /// The first lines that only one of two texts has: `-` tstl, `+` the farm.
  public static String lineDifference(String tstl, String farm) {
    List<String> ours = new ArrayList<>(farm.lines().toList());
    List<String> theirs = new ArrayList<>(tstl.lines().toList());
    List<String> common = new ArrayList<>(theirs);
    theirs.removeAll(farm.lines().toList());
    ours.removeAll(common);
    StringBuilder text = new StringBuilder();
    theirs.stream().limit(SHOWN_LINES).forEach(line -> text.append("\n      - ").append(line));
    ours.stream().limit(SHOWN_LINES).forEach(line -> text.append("\n      + ").append(line));
    return text.isEmpty() ? " the same lines in another order or number" : text.toString();
  }
}
