package io.scriptfarm.compiler.tstl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The yardstick: the bundled TSTL, run by Node on a project's files.
final class TstlOnNode {
  private static final Path TSTL =
      Path.of("../toolchain/node_modules/typescript-to-lua/dist/tstl.js").toAbsolutePath();

  private TstlOnNode() {}

  /// What it writes with GAME_DEBUG=1 in the environment: path to content, in hexadecimal where
  /// that is no text.
  static Map<String, String> build(TestProject project, Path folder) {
    Ran ran = run(project, folder);
    if (ran.exit() != 0) {
      throw new AssertionError(ran.said());
    }
    try {
      Map<String, String> written = new TreeMap<>();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String path = folder.relativize(file).toString();
          if (!project.has(path)) {
            written.put(path, TestProject.text(Files.readAllBytes(file)));
          }
        }
      }
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How a run of it ended, and all that it printed.
  record Ran(int exit, String said) {}

  static Ran run(TestProject project, Path folder) {
    project.writeTo(folder);
    try {
      ProcessBuilder tstl =
          new ProcessBuilder(
                  List.of(
                      "node", "--no-opt", TSTL.toString(), "-p", "tsconfig.json")) // it is quicker
              .directory(folder.toFile())
              .redirectErrorStream(true);
      tstl.environment().put("GAME_DEBUG", "1");
      Process node = tstl.start();
      String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(node.waitFor(), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
