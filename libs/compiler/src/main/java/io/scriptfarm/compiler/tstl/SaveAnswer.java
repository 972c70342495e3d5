package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a saved script becomes, as the driver's `save.ts` has it.
record SaveAnswer(
    List<LinkAnswer.Output> outputs, Optional<String> pragma, Optional<String> luaTarget) {

  SaveAnswer {
    outputs = List.copyOf(outputs);
  }

  /// The outputs as blobs, and their bytecode for the project's target, where this process can
  /// compile it.
  Product product(Project project, BytecodeCompiler compiler, ContentSource contents) {
    List<Blob> blobs = new ArrayList<>();
    List<OutputFile> files = LinkAnswer.files(outputs, Map.of(), blobs);
    Optional<BytecodeJob.Dumps> code =
        BytecodeFormat.ofTarget(luaTarget)
            .filter(_ -> !files.isEmpty())
            .flatMap(format -> dumps(project, format, files, compiler, contents, blobs));
    return new Product(new SaveJob.Saved(files, pragma, code), blobs);
  }

  private static Optional<BytecodeJob.Dumps> dumps(
      Project project,
      BytecodeFormat format,
      List<OutputFile> files,
      BytecodeCompiler compiler,
      ContentSource contents,
      List<Blob> blobs) {
    Product made =
        compiler.compile(format, project, files, ContentSource.of(List.copyOf(blobs), contents));
    if (made.outcome() instanceof BytecodeJob.BytecodeCompiled(var chunks, var _)) {
      blobs.addAll(made.blobs());
      return Optional.of(new BytecodeJob.Dumps(format, chunks));
    }
    return Optional.empty();
  }
}
