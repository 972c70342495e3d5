package io.scriptfarm.parity;

import io.scriptfarm.contract.ParityReport.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Holds two runs against each other, step by step. Where the runs take different ways, the steps
/// after that say nothing, and the comparison ends.
final class Comparison {
  private static final int MAX_DIFFERENCES = 20;
  private static final String NOTHING = "nothing";

  private Comparison() {}

  static List<Difference> of(List<Event> typescript, List<Event> lua) {
    List<Difference> differences = new ArrayList<>();
    int steps = Math.max(typescript.size(), lua.size());
    for (int i = 0; i < steps && differences.size() < MAX_DIFFERENCES; i++) {
      if (i >= typescript.size() || i >= lua.size()) {
        differences.add(onlyOne(typescript, lua, i));
        break;
      }
      Event ours = typescript.get(i);
      Event theirs = lua.get(i);
      boolean sameStep = ours.kind().equals(theirs.kind()) && ours.label().equals(theirs.label());
      boolean samePlace =
          ours.place().isEmpty() || theirs.place().isEmpty() || ours.place().equals(theirs.place());
      if (sameStep && samePlace && ours.saysTheSameAs(theirs)) {
        continue;
      }
      differences.add(
          new Difference(
              ours.place().or(theirs::place),
              theirs.place(),
              ours.what(),
              sameStep ? ours.text() : ours.what() + ": " + ours.text(),
              sameStep ? theirs.text() : theirs.what() + ": " + theirs.text(),
              KnownDifferences.explain(ours, theirs)));
      if (!sameStep || !samePlace) {
        break;
      }
    }
    return differences;
  }

  private static Difference onlyOne(List<Event> typescript, List<Event> lua, int step) {
    boolean ours = step < typescript.size();
    Event event = ours ? typescript.get(step) : lua.get(step);
    return new Difference(
        event.place(),
        ours ? Optional.empty() : event.place(),
        event.what(),
        ours ? event.text() : NOTHING,
        ours ? NOTHING : event.text(),
        Optional.empty());
  }
}
