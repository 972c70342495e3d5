package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.SaveAnswer;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.SaveJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes of what a saved script becomes its outcome.
final class SaveProduct {
  private SaveProduct() {}

  /// The outputs as blobs, and their bytecode for the project's target, where this process can
  /// compile it.
  static Product of(
      SaveAnswer saved, Project project, BytecodeCompiler compiler, ContentSource contents) {
    List<Blob> blobs = new ArrayList<>();
    List<OutputFile> files = LinkProduct.files(saved.outputs(), Map.of(), blobs);
    Optional<BytecodeJob.Dumps> code =
        BytecodeFormat.ofTarget(saved.luaTarget())
            .filter(_ -> !files.isEmpty())
            .flatMap(format -> dumps(project, format, files, compiler, contents, blobs));
    return new Product(new SaveJob.Saved(files, saved.pragma(), code), blobs);
  }

  private static Optional<BytecodeJob.Dumps> dumps(
      Project project,
      BytecodeFormat format,
      List<OutputFile> files,
      BytecodeCompiler compiler,
      ContentSource contents,
      List<Blob> blobs) {
    Product made =
        compiler.compile(
            format,
            project,
            new LinkJob.Linked(files, List.of(), false),
            ContentSource.of(List.copyOf(blobs), contents));
    if (made.outcome() instanceof BytecodeJob.BytecodeCompiled(var chunks, var _, var _)) {
      blobs.addAll(made.blobs());
      return Optional.of(new BytecodeJob.Dumps(format, chunks));
    }
    return Optional.empty();
  }
}
