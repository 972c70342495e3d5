package io.scriptfarm.compiler.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The script that every session starts with; see the comments in `prelude.js`.
final class Prelude {
  static final String NAME = "prelude.js";
  static final String TEXT = read();

  private Prelude() {}

  private static String read() {
    try (InputStream in = Prelude.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IllegalStateException(NAME + " is missing from the jar: build the module again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
