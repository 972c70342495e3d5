package io.scriptfarm.cli.build;

import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A build with a result. `farm` is the address where it was built, empty for here; `summary` is
/// that of all rounds, however often it was submitted; `uploaded` counts the blobs that were sent;
/// `bytecode` is what the farm has besides the Lua; `publication` is the {@link
/// BuildEvent.GenerationPublished} or the {@link BuildEvent.PublicationRefused} of a build that was
/// to be published.
public record Built(
    String farm,
    String id,
    List<Diagnostic> diagnostics,
    boolean emitSkipped,
    List<OutputFile> outputs,
    List<BuildEvent.Bytecode> bytecode,
    BuildEvent.Summary summary,
    Optional<BuildEvent> publication,
    int uploaded,
    Contents contents) {
  public Built {
    diagnostics = List.copyOf(diagnostics);
    outputs = List.copyOf(outputs);
    bytecode = List.copyOf(bytecode);
  }

  /// Where the contents of the outputs come from.
  @FunctionalInterface
  public interface Contents {
    /// Gives each of `digests` to `taker`, verified; returns those that are gone.
    Set<Digest> read(Collection<Digest> digests, Consumer<Blob> taker) throws FarmException;
  }

  /// How many errors there are, as tstl counts.
  public long errors() {
    return diagnostics.stream().filter(Diagnostic::isError).count();
  }
}
