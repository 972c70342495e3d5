package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.ProjectPath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A file that a build writes.
///
/// @param binary whether each character of the text is a byte
/// @param lua whether it is Lua that TSTL wrote
/// @param map its source map, where that is made while linking
public record WrittenFile(
    String path,
    Optional<ProjectPath> script,
    String text,
    boolean binary,
    boolean lua,
    Optional<String> map) {
  /// The content as it is written; half of a surrogate pair becomes U+FFFD, as on Node.
  public Blob content() {
    return binary ? Blob.of(text.getBytes(StandardCharsets.ISO_8859_1)) : Blob.ofUtf8(text);
  }
}
