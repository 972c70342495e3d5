package io.scriptfarm.compiler.engine;

import java.util.Locale;

/// What an operator asks for: `auto`, `graaljs` or `v8`.
public enum EnginePreference {
  /// V8 where its native library loads, else GraalJS.
  AUTO,
  GRAALJS,
  V8;

  /// Reads the configuration's spelling, in any case.
  ///
  /// @throws IllegalArgumentException if it is none of the three; the message lists them
  public static EnginePreference parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "auto" -> AUTO;
      case "graaljs" -> GRAALJS;
      case "v8" -> V8;
      default ->
          throw new IllegalArgumentException(
              "unknown JavaScript engine '" + text + "': use auto, graaljs or v8");
    };
  }
}
