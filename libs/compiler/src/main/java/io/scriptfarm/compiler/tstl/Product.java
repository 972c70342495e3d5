package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import java.util.List;

/// What a piece of compile work gave: its outcome, and the blobs that the outcome names and that
/// are to be stored before it.
public record Product(CompileOutcome outcome, List<Blob> blobs) {
  public Product {
    blobs = List.copyOf(blobs);
  }

  static Product of(CompileOutcome outcome) {
    return new Product(outcome, List.of());
  }
}
