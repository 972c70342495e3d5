package io.scriptfarm.compiler.protocol;

import java.util.List;
import java.util.Optional;

/// What a saved script becomes.
public record SaveAnswer(
    List<WrittenFile> outputs, Optional<String> pragma, Optional<String> luaTarget) {
  public SaveAnswer {
    outputs = List.copyOf(outputs);
  }
}
