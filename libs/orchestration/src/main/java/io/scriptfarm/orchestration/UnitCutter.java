package io.scriptfarm.orchestration;

import io.scriptfarm.contract.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Cuts tasks into units: runs of neighbours in program order, because neighbours import the same,
/// each light enough that many workers get a share and a lost one costs little.
final class UnitCutter {
  /// Scripts of one unit share a type checker, so units of one would repeat work.
  private static final int MAX_TASKS = 48;

  /// Enough for a few workers to end at about the same time.
  private static final int UNITS = 12;

  /// Long against what a unit costs by itself, a few milliseconds.
  private static final double MIN_MILLIS = 100;

  /// What is lost with a worker, and the longest that a progress bar stands still.
  private static final double MAX_MILLIS = 1000;

  private UnitCutter() {}

  /// The declarations of a program are a unit of their own: checking them shares little with any
  /// script. They come first, because they take long and cannot be shared out.
  ///
  /// @param millis what a task is expected to take
  static List<List<Plan.Task>> cut(List<Plan.Task> tasks, ToDoubleFunction<Plan.Task> millis) {
    double all =
        tasks.stream()
            .filter(task -> !(task.subject() instanceof Plan.Declarations))
            .mapToDouble(millis)
            .sum();
    double limit = Math.clamp(all / UNITS, MIN_MILLIS, MAX_MILLIS);
    List<List<Plan.Task>> units = new ArrayList<>();
    List<Plan.Task> unit = new ArrayList<>();
    double cost = 0;
    for (Plan.Task task : tasks) {
      switch (task.subject()) {
        case Plan.Declarations() -> units.addFirst(List.of(task));
        case Plan.Script _, Plan.JavaScript _ -> {
          double more = millis.applyAsDouble(task);
          if (!unit.isEmpty() && (unit.size() == MAX_TASKS || cost + more > limit)) {
            units.add(unit);
            unit = new ArrayList<>();
            cost = 0;
          }
          unit.add(task);
          cost += more;
        }
      }
    }
    if (!unit.isEmpty()) {
      units.add(unit);
    }
    return units;
  }
}
