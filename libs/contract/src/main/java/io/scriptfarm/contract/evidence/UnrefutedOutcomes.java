package io.scriptfarm.contract.evidence;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.OutcomeIndex;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// An index in which an outcome that rests on evidence is found only while nothing refutes that.
/// Outcomes that rest on none cost nothing more. As safe for threads as the index in it.
public final class UnrefutedOutcomes implements OutcomeIndex {
  private final OutcomeIndex outcomes;

  public UnrefutedOutcomes(OutcomeIndex outcomes) {
    this.outcomes = outcomes;
  }

  /// A refutation is looked up after what it refutes, with the same time to live: so it lives as
  /// long as anything that it refutes is found.
  @Override
  public Map<CompileKey, Settled> find(Set<CompileKey> keys) {
    Map<CompileKey, Settled> found = outcomes.find(keys);
    Set<CompileKey> refuting = new HashSet<>();
    found.values().forEach(outcome -> outcome.refutedBy().ifPresent(refuting::add));
    if (refuting.isEmpty()) {
      return found;
    }
    Set<CompileKey> refuted = outcomes.find(refuting).keySet();
    Map<CompileKey, Settled> standing = new HashMap<>(found);
    standing
        .values()
        .removeIf(outcome -> outcome.refutedBy().filter(refuted::contains).isPresent());
    return standing;
  }

  @Override
  public void record(Map<CompileKey, Settled> more) {
    outcomes.record(more);
  }
}
