package io.scriptfarm.compiler.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The script that every session starts with; see the comments in `prelude.js`.
final class Prelude {
  static final String NAME = "prelude.js";
  static final String TEXT = text(NAME);

  private Prelude() {}

  /// A script of the engines' own.
  static String text(String name) {
    try (InputStream in = Prelude.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar: build the module again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
