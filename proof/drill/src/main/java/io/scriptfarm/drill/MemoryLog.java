package io.scriptfarm.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How much memory each process of a farm had, from samples. Not safe for concurrent use.
final class MemoryLog {
  /// A process that ran for so long is as large as it gets by running: its compilers are warm, and
  /// its heaps have been full.
  static final Duration GROWN = Duration.ofMinutes(1);

  private final List<Sample> samples = new ArrayList<>();
  private final Map<Long, Duration> begun = new HashMap<>(); // by the process' id

  /// What a process has.
  ///
  /// @param pid another one after each start
  /// @param bytes resident
  record Memory(long pid, long bytes) {}

  private record Sample(Duration at, Map<String, Memory> memory) {}

  /// The most that a process had, in bytes.
  ///
  /// @param early when it was grown, around the end of the first tenth of the time
  /// @param late when it was grown, in the last tenth
  /// @param most ever
  record Growth(OptionalLong early, OptionalLong late, long most) {
    /// By which share it grew; empty when it was started again too often to say.
    OptionalDouble share() {
      return early.isEmpty() || late.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) late.getAsLong() / early.getAsLong() - 1);
    }
  }

  /// @param at since the drill began; no sample before had more
  /// @param memory of the processes that run, by name
  void add(Duration at, Map<String, Memory> memory) {
    samples.add(new Sample(at, Map.copyOf(memory)));
    memory.values().forEach(process -> begun.putIfAbsent(process.pid(), at));
  }

  /// By process.
  Map<String, Growth> growth() {
    Map<String, Growth> growth = new TreeMap<>();
    samples.stream()
        .flatMap(sample -> sample.memory().keySet().stream())
        .distinct()
        .forEach(
            process ->
                growth.put(
                    process,
                    new Growth(
                        most(process, GROWN, 0.05, 0.15),
                        most(process, GROWN, 0.9, 1),
                        most(process, Duration.ZERO, 0, 1).orElse(0))));
    return growth;
  }

  /// Of a process at least this old, in a part of the time.
  private OptionalLong most(String process, Duration age, double from, double to) {
    double whole = Math.max(1, samples.getLast().at().toMillis());
    return samples.stream()
        .filter(s -> s.at().toMillis() / whole >= from && s.at().toMillis() / whole <= to)
        .flatMap(
            s -> Stream.ofNullable(s.memory().get(process)).filter(m -> isAged(m, s.at(), age)))
        .mapToLong(Memory::bytes)
        .max();
  }

  private boolean isAged(Memory process, Duration at, Duration age) {
    Duration start = begun.getOrDefault(process.pid(), Duration.ZERO);
    return at.minus(start).compareTo(age) >= 0;
  }
}
