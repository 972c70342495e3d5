package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.JavaScriptAnswer;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.TranspileJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes of a script's JavaScript its outcome.
final class JavaScriptProduct {
  private static final String MAP = ".map";

  private JavaScriptProduct() {}

  static Product emitted(JavaScriptAnswer emitted, ProjectPath script) {
    List<Blob> blobs = new ArrayList<>();
    return new Product(
        new TranspileJob.Emitted(files(emitted, script, blobs), emitted.checks()), blobs);
  }

  static Product saved(JavaScriptAnswer emitted, ProjectPath script) {
    List<Blob> blobs = new ArrayList<>();
    return new Product(SaveJob.Saved.of(files(emitted, script, blobs)), blobs);
  }

  private static List<OutputFile> files(
      JavaScriptAnswer emitted, ProjectPath script, List<Blob> blobs) {
    Map<String, Digest> maps = new HashMap<>();
    List<OutputFile> files = new ArrayList<>();
    for (JavaScriptAnswer.JavaScriptFile output : emitted.outputs().orElse(List.of())) {
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
