package io.scriptfarm.parity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// What runs scripts in either language; see the comments in the files.
final class Harness {
  static final String JAVASCRIPT = read("harness.js");
  static final String LUA = read("harness.lua");

  private Harness() {}

  private static String read(String name) {
    try (InputStream in = Harness.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar: build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
