package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a build writes, as the driver's `link.ts` has it.
record LinkAnswer(
    List<Output> outputs, List<Diagnostic> diagnostics, boolean emitSkipped, boolean checksOnly) {

  LinkAnswer {
    outputs = List.copyOf(outputs);
    diagnostics = List.copyOf(diagnostics);
  }

  /// @param lua whether it is Lua that TSTL wrote
  /// @param map its source map, where that is made while linking
  record Output(
      String path, Optional<ProjectPath> script, String text, boolean lua, Optional<String> map) {}

  /// The outputs as blobs, with source maps beside the Lua, and the outcome that names them. What
  /// each file is comes as by-products.
  ///
  /// @param maps the source maps of scripts that become a file of their own
  Product product(List<Diagnostic> diagnostics, Map<ProjectPath, Digest> maps) {
    List<Blob> blobs = new ArrayList<>();
    List<OutputFile> files = files(outputs, maps, blobs);
    Map<CompileKey, Settled> artifacts = new HashMap<>();
    files.forEach(file -> artifacts.putAll(LinkJob.Artifact.of(file, file.digest())));
    return new Product(
        new LinkJob.Linked(files, diagnostics, emitSkipped), blobs, artifacts);
  }

  /// Adds outputs to `blobs`, and gives them as files.
  static List<OutputFile> files(
      List<Output> outputs, Map<ProjectPath, Digest> maps, List<Blob> blobs) {
    List<OutputFile> files = new ArrayList<>();
    for (Output output : outputs) {
      Blob text = Blob.ofUtf8(output.text());
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
      Output output, Map<ProjectPath, Digest> maps, List<Blob> blobs) {
    if (!output.lua()) {
      return Optional.empty();
    }
    Optional<Blob> own = output.map().map(Blob::ofUtf8);
    own.ifPresent(blobs::add);
    return own.map(Blob::digest)
        .or(() -> output.script().flatMap(script -> Optional.ofNullable(maps.get(script))));
  }
}
