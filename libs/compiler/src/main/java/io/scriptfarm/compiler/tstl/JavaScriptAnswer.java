package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A script as JavaScript, as the driver's `javascript.ts` has it.
record JavaScriptAnswer(Optional<List<Output>> outputs, List<Diagnostic> checks) {
  private static final String MAP = ".map";

  record Output(String path, String text) {}

  /// As the driver's `javascript.ts` has it.
  record Request(Site.Reference project, ProjectPath path, boolean checked) {}

  Product emitted(ProjectPath script) {
    List<Blob> blobs = new ArrayList<>();
    return new Product(new TranspileJob.Emitted(files(script, blobs), checks), blobs);
  }

  Product saved(ProjectPath script) {
    List<Blob> blobs = new ArrayList<>();
    return new Product(SaveJob.Saved.of(files(script, blobs)), blobs);
  }

  private List<OutputFile> files(ProjectPath script, List<Blob> blobs) {
    Map<String, Digest> maps = new HashMap<>();
    List<OutputFile> files = new ArrayList<>();
    for (Output output : outputs.orElse(List.of())) {
      Blob text = Blob.ofUtf8(output.text());
      blobs.add(text);
      if (output.path().endsWith(MAP)) {
        maps.put(output.path(), text.digest());
      }
      files.add(
          new OutputFile(
              output.path(),
              Optional.of(script),
              text.digest(),
              text.size(),
              Optional.empty(),
              false));
    }
    files.replaceAll(
        file ->
            new OutputFile(
                file.path(),
                file.script(),
                file.digest(),
                file.size(),
                Optional.ofNullable(maps.get(file.path() + MAP)),
                false));
    return files;
  }
}
