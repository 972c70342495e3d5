package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Diagnostic;
import java.util.List;
import java.util.Optional;

/// A script as JavaScript, with its source map. `outputs` is empty when the compiler crashed.
public record JavaScriptAnswer(Optional<List<JavaScriptFile>> outputs, List<Diagnostic> checks) {

  public record JavaScriptFile(String path, String text) {}
}
