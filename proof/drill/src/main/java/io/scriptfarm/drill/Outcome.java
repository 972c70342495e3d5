package io.scriptfarm.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What came of a drill.
///
/// @param faults what went wrong
/// @param lost builds that have no result, or another exit code than tstl's, each with its reason
/// @param wrong builds with other files than tstl's, each with what differs
/// @param unwell what `farm status` complains of at the end; empty when the farm is well
record Outcome(
    Drill drill,
    List<String> faults,
    List<Built> built,
    List<String> lost,
    List<String> wrong,
    Tally.Counts counts,
    Map<String, MemoryLog.Growth> memory,
    Map<String, Integer> restarts,
    String unwell,
    Duration took) {
  private static final double MIB = 1024.0 * 1024;
  private static final String UNKNOWN = "–";

  /// Holds what was built against what tstl makes of the same.
  static Outcome of(
      Drill drill,
      List<String> faults,
      List<Built> built,
      Reference reference,
      Tally.Counts counts,
      Map<String, MemoryLog.Growth> memory,
      Map<String, Integer> restarts,
      String unwell,
      Duration took) {
    List<String> lost = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Built build : built) {
      String name = "project " + build.project().number() + ": ";
      if (build.failure().isPresent()) {
        lost.add(name + build.failure().get());
        continue;
      }
      Reference.Expected expected = reference.of(build.project());
      if (expected.exit() != build.exit()) {
        lost.add(name + "exit code " + build.exit() + ", tstl's is " + expected.exit());
      }
      List<String> paths = new ArrayList<>(expected.outputs().keySet());
      paths.addAll(build.outputs().keySet());
      List<String> different =
          paths.stream()
              .distinct()
              .filter(p -> !Objects.equals(expected.outputs().get(p), build.outputs().get(p)))
              .toList();
      if (!different.isEmpty()) {
        wrong.add(name + different.size() + " files, among them " + different.getFirst());
      }
    }
    return new Outcome(drill, faults, built, lost, wrong, counts, memory, restarts, unwell, took);
  }

  boolean good() {
    return lost.isEmpty() && wrong.isEmpty() && unwell.isEmpty() && tooLarge().isEmpty();
  }

  /// Processes that had too much memory, each with what it had.
  List<String> tooLarge() {
    return MemoryLimit.exceeded(memory);
  }

  static String head() {
    return """
    | drill | builds | scripts | jobs | faults | lost | wrong | compiled twice | slowest build | took |
    |---|---|---|---|---|---|---|---|---|---|
    """;
  }

  String row() {
    return "| %s | %d | %,d | %,d | %d | %d | %d | %d of %,d (%.1f %%) | %.1f s | %.0f s |%n"
        .formatted(
            drill.name(),
            built.size(),
            built.stream().mapToInt(b -> b.project().scripts()).sum(),
            counts.jobs(),
            faults.size(),
            lost.size(),
            wrong.size(),
            counts.twice(),
            counts.compilations(),
            100 * counts.share(),
            seconds(
                built.stream()
                    .map(Built::took)
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO)),
            seconds(took));
  }

  /// `–` where no process with this name ran for long enough.
  String memoryTable() {
    StringBuilder table = new StringBuilder();
    table.append(
        "| process | after the first tenth | at the end | change | most | started again |\n");
    table.append("|---|---|---|---|---|---|\n");
    memory.forEach(
        (process, growth) ->
            table.append(
                "| %s | %s | %s | %s | %s | %d |%n"
                    .formatted(
                        process,
                        mebibytes(growth.early()),
                        mebibytes(growth.late()),
                        growth.share().stream()
                            .mapToObj(share -> "%+.0f %%".formatted(100 * share))
                            .findFirst()
                            .orElse(UNKNOWN),
                        mebibytes(OptionalLong.of(growth.most())),
                        restarts.getOrDefault(process, 0))));
    return table.toString();
  }

  private static String mebibytes(OptionalLong bytes) {
    return bytes.stream()
        .mapToObj(count -> "%.0f MiB".formatted(count / MIB))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /// How often each fault struck.
  String faultTable() {
    Map<String, Long> counted =
        faults.stream()
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    return counted.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", ", "", "\n"));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
