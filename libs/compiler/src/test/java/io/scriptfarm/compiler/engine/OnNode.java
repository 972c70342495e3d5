package io.scriptfarm.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The yardstick: what Node makes of a script.
final class OnNode {
  private OnNode() {}

  /// What a script prints, on a machine that speaks English in UTC.
  static String print(String script) {
    try {
      var builder = new ProcessBuilder(List.of("node", "-e", script)).redirectErrorStream(true);
      builder.environment().put("LC_ALL", "en_US.UTF-8");
      builder.environment().put("TZ", "UTC");
      Process node = builder.start();
      String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, node.waitFor(), printed);
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
