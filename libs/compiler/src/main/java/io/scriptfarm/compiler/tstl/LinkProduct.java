package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.LinkAnswer;
import io.scriptfarm.compiler.protocol.WrittenFile;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes of what a build writes its outcome.
final class LinkProduct {
  private LinkProduct() {}

  /// The outputs as blobs, with source maps beside the Lua, and the outcome that names them. What
  /// each file is comes as by-products.
  ///
  /// @param maps the source maps of scripts that become a file of their own
  static Product of(
      LinkAnswer linked, List<Diagnostic> diagnostics, Map<ProjectPath, Digest> maps) {
    return of(linked, diagnostics, maps, Optional.empty());
  }

  /// @param plugins those that took part
  static Product of(
      LinkAnswer linked,
      List<Diagnostic> diagnostics,
      Map<ProjectPath, Digest> maps,
      Optional<LinkJob.Plugged> plugins) {
    List<Blob> blobs = new ArrayList<>();
    List<OutputFile> files = files(linked.outputs(), maps, blobs);
    Map<CompileKey, Settled> artifacts = new HashMap<>();
    files.forEach(file -> artifacts.putAll(LinkJob.Artifact.of(file, file.digest())));
    return new Product(
        new LinkJob.Linked(files, diagnostics, linked.emitSkipped(), plugins), blobs, artifacts);
  }

  /// Adds outputs to `blobs`, and gives them as files.
  static List<OutputFile> files(
      List<WrittenFile> outputs, Map<ProjectPath, Digest> maps, List<Blob> blobs) {
    List<OutputFile> files = new ArrayList<>();
    for (WrittenFile output : outputs) {
      Blob text = output.content();
      blobs.add(text);
      files.add(
          new OutputFile(
              output.path(),
              output.script(),
              text.digest(),
              text.size(),
              map(output, maps, blobs),
              output.lua()));
    }
    return files;
  }

  private static Optional<Digest> map(
      WrittenFile output, Map<ProjectPath, Digest> maps, List<Blob> blobs) {
    if (!output.lua()) {
      return Optional.empty();
    }
    Optional<Blob> own = output.map().map(Blob::ofUtf8);
    own.ifPresent(blobs::add);
    return own.map(Blob::digest)
        .or(() -> output.script().flatMap(script -> Optional.ofNullable(maps.get(script))));
  }
}
