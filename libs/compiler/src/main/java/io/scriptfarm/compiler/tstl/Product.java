package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import java.util.List;
import java.util.Map;

/// What a piece of compile work gave: its outcome, and the blobs that the outcome names and that
/// are to be stored before it. `byproducts` are outcomes of other work that are known now; they may
/// be stored with it.
public record Product(
    CompileOutcome outcome, List<Blob> blobs, Map<CompileKey, Settled> byproducts) {
  public Product {
    blobs = List.copyOf(blobs);
    byproducts = Map.copyOf(byproducts);
  }

  public Product(CompileOutcome outcome, List<Blob> blobs) {
    this(outcome, blobs, Map.of());
  }

  static Product of(CompileOutcome outcome) {
    return new Product(outcome, List.of());
  }
}
