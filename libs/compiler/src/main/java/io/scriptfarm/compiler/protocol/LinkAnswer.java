package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Diagnostic;
import java.util.List;

/// What a build writes. `checksOnly` when TSTL stopped at what TypeScript says.
public record LinkAnswer(
    List<WrittenFile> outputs,
    List<Diagnostic> diagnostics,
    boolean emitSkipped,
    boolean checksOnly) {
  public LinkAnswer {
    outputs = List.copyOf(outputs);
    diagnostics = List.copyOf(diagnostics);
  }
}
