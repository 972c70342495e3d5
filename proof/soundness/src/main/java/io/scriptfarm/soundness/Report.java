package io.scriptfarm.soundness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.FarmProject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What came of one run of {@link Soundness}.
public final class Report {
  private static final String SEVERAL = "several at once";

  private final Soundness.Plan plan;
  private final long started = System.nanoTime();
  private final Map<String, List<Integer>> compiledByKind = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();
  private int steps;
  private int edits;
  private int scripts;
  private int compiled;
  private int different;
  private int crashes;
  private int checks;
  private double seconds;

  Report(Soundness.Plan plan) {
    this.plan = plan;
  }

  void add(
      List<Session.Edit> made, FarmProject.Farmed farmed, boolean crashed, List<String> found) {
    steps++;
    edits += made.size();
    scripts += farmed.scripts();
    compiled += farmed.compiled();
    crashes += crashed ? 1 : 0;
    if (!found.isEmpty()) {
      different++;
      found.forEach(d -> differences.add("step " + (steps - 1) + " " + made + ": " + d));
    }
    String kind =
        switch (made.size()) {
          case 0 -> "first build";
          case 1 -> made.getFirst().kind();
          default -> SEVERAL;
        };
    compiledByKind.computeIfAbsent(kind, _ -> new ArrayList<>()).add(farmed.compiled());
    seconds = (System.nanoTime() - started) / 1e9;
  }

  void checked() {
    checks++;
  }

  int edits() {
    return edits;
  }

  /// The builds that were not what tstl gave, described.
  public List<String> differences() {
    return Collections.unmodifiableList(differences);
  }

  /// How many builds were compared.
  public int builds() {
    return steps;
  }

  /// One line for people.
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%-24s seed %d: %d edits, %d builds (%d of them also by a tstl process), %d of %d scripts"
            + " compiled, tstl crashed in %d, %d different; %.0f s",
        plan.example() + (plan.config().equals("tsconfig.json") ? "" : " " + plan.config()),
        plan.seed(),
        edits,
        steps,
        checks,
        compiled,
        scripts,
        crashes,
        different,
        seconds);
  }

  ObjectNode asJson() {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("example", plan.example());
    json.put("config", plan.config());
    json.put("seed", plan.seed());
    json.put("edits", edits);
    json.put("builds", steps);
    json.put("checks", checks);
    json.put("scripts", scripts);
    json.put("compiled", compiled);
    json.put("crashes", crashes);
    json.put("different", different);
    json.put("seconds", seconds);
    differences.forEach(json.withArray("differences")::add);
    ObjectNode kinds = json.putObject("compiledByKind");
    compiledByKind.forEach((kind, counts) -> counts.forEach(kinds.withArray(kind)::add));
    return json;
  }

  /// How many scripts one edit of each kind had compiled: builds, mean, median and most, over
  /// several reports.
  static String byKind(List<Report> reports) {
    Map<String, List<Integer>> all = new TreeMap<>();
    for (Report report : reports) {
      report.compiledByKind.forEach(
          (kind, counts) -> all.computeIfAbsent(kind, _ -> new ArrayList<>()).addAll(counts));
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%-38s %7s %8s %8s %8s%n", "scripts compiled", "builds", "mean", "median", "most"));
    all.forEach(
        (kind, counts) -> {
          List<Integer> sorted = counts.stream().sorted().toList();
          text.append(
              String.format(
                  Locale.ROOT,
                  "%-38s %7d %8.1f %8d %8d%n",
                  kind,
                  sorted.size(),
                  sorted.stream().mapToInt(Integer::intValue).average().orElse(0),
                  sorted.get(sorted.size() / 2),
                  sorted.getLast()));
        });
    return text.toString();
  }
}
