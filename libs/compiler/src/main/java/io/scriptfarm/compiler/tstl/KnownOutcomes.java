package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import java.util.Map;
import java.util.Set;

/// Tells outcomes of earlier work. Called on the compiling thread only.
@FunctionalInterface
public interface KnownOutcomes {
  /// Those of `keys` that are known.
  Map<CompileKey, Settled> find(Set<CompileKey> keys);
}
