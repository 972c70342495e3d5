package io.scriptfarm.gateway.build;

import io.scriptfarm.contract.Plan;
import java.util.ArrayList;
import java.util.List;

/// Cuts tasks into units: runs of neighbours in program order, because neighbours import the same,
/// each light enough that many workers get a share and a lost one costs little.
final class UnitCutter {
  /// Scripts of one unit share a type checker, so units of one would repeat work; a unit of this
  /// many ordinary scripts takes well under a second on V8.
  private static final int MAX_TASKS = 24;

  /// UTF-16 units of source; about half a second of checking and transpiling on V8.
  private static final long MAX_WEIGHT = 96 * 1024;

  private UnitCutter() {}

  /// The declarations of a program are a unit of their own: checking them shares little with any
  /// script.
  static List<List<Plan.Task>> cut(List<Plan.Task> tasks) {
    List<List<Plan.Task>> units = new ArrayList<>();
    List<Plan.Task> unit = new ArrayList<>();
    long weight = 0;
    for (Plan.Task task : tasks) {
      switch (task.subject()) {
        case Plan.Declarations() -> units.add(List.of(task));
        case Plan.Script(var path) -> {
          if (!unit.isEmpty()
              && (unit.size() == MAX_TASKS || weight + task.weight() > MAX_WEIGHT)) {
            units.add(unit);
            unit = new ArrayList<>();
            weight = 0;
          }
          unit.add(task);
          weight += task.weight();
        }
      }
    }
    if (!unit.isEmpty()) {
      units.add(unit);
    }
    return units;
  }
}
