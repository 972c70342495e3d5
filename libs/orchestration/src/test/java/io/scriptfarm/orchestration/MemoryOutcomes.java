package io.scriptfarm.orchestration;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.OutcomeIndex;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Outcomes in memory, for one thread.
final class MemoryOutcomes implements OutcomeIndex {
  private final Map<CompileKey, Settled> known = new HashMap<>();

  @Override
  public Map<CompileKey, Settled> find(Set<CompileKey> keys) {
    Map<CompileKey, Settled> found = new HashMap<>(known);
    found.keySet().retainAll(keys);
    return found;
  }

  @Override
  public void record(Map<CompileKey, Settled> more) {
    known.putAll(more);
  }
}
