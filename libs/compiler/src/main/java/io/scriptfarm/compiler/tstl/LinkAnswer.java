package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.OutputFile;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a build writes, as the driver's `link.ts` has it.
record LinkAnswer(
    List<Output> outputs, List<Diagnostic> diagnostics, boolean emitSkipped, boolean checksOnly) {

  LinkAnswer {
    outputs = List.copyOf(outputs);
    diagnostics = List.copyOf(diagnostics);
  }

  record Output(String path, Optional<ProjectPath> script, String text) {}

  /// The outputs as blobs, and the outcome that names them.
  Product product(List<Diagnostic> diagnostics) {
    List<Blob> texts = texts();
    return new Product(new CompileOutcome.Linked(files(texts), diagnostics, emitSkipped), texts);
  }

  /// As {@link #product}, of one script.
  Product saved() {
    List<Blob> texts = texts();
    return new Product(new CompileOutcome.Saved(files(texts)), texts);
  }

  private List<Blob> texts() {
    return outputs.stream().map(output -> Blob.ofUtf8(output.text())).toList();
  }

  private List<OutputFile> files(List<Blob> texts) {
    List<OutputFile> files = new ArrayList<>();
    for (Output output : outputs) {
      Blob text = texts.get(files.size());
      files.add(new OutputFile(output.path(), output.script(), text.digest(), text.size()));
    }
    return files;
  }
}
