package io.scriptfarm.compiler.plan;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.Map;

/// Knows what is inferred from the bodies of a script's functions (see `outline.ts`).
@FunctionalInterface
public interface Inferences {
  /// For keys with the scripts that they are about, the digests of the inferred types, as far as
  /// they are known.
  Map<CompileKey, Digest> find(Map<CompileKey, ProjectPath> wanted);
}
