package io.scriptfarm.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// This clone of the repository, and its examples.
public final class Repository {
  private static final Path ROOT = find();
  private static final Duration INSTALL = Duration.ofMinutes(5);

  private Repository() {}

  /// The folder that holds `./farm`.
  public static Path root() {
    return ROOT;
  }

  /// The folder of small projects that came out wrong once, which may not be there: beside the
  /// clone, or where `FARM_CASES` says.
  public static Path cases() {
    return ROOT.resolve(System.getenv().getOrDefault("FARM_CASES", "../shared/cases")).normalize();
  }

  private static Path find() {
    // ./farm says where it is; tests run inside.
    String named = System.getenv().getOrDefault("FARM_REPOSITORY", "");
    Path start = Path.of(named).toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("farm")) && Files.isDirectory(folder.resolve("cli"))) {
        return folder;
      }
    }
    throw new IllegalStateException("run this inside of the repository, not in " + start);
  }

  /// The folder of an example with its dependencies installed, which takes a while the first time:
  /// as its lock file says, and then what its script `setup` does, if it has one.
  public static synchronized Path example(String name) {
    Path example = ROOT.resolve("examples").resolve(name);
    Path installed = example.resolve("node_modules/.installed-for-e2e");
    if (!Files.isRegularFile(installed)) {
      if (Files.isRegularFile(example.resolve("pnpm-lock.yaml"))) {
        Ran.expectSuccess(example, INSTALL, pnpm(example, "install", "--frozen-lockfile"));
        Ran.expectSuccess(example, INSTALL, pnpm(example, "run", "setup"));
      } else {
        Ran.expectSuccess(
            example, INSTALL, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
        Ran.expectSuccess(example, INSTALL, "npm", "run", "setup", "--if-present");
      }
      try {
        Files.createFile(installed);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return example;
  }

  /// A command of the pnpm that the example's manifest names, through npm.
  private static String[] pnpm(Path example, String... arguments) {
    try {
      String manifest = Files.readString(example.resolve("package.json"));
      String version = Json.read(manifest, JsonNode.class).path("packageManager").asText();
      List<String> command = new ArrayList<>(List.of("npx", "--yes", version));
      command.addAll(List.of(arguments));
      return command.toArray(String[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A copy of an example in a folder of its own, without what earlier builds wrote.
  public static Path copyOf(String example, Path parent) {
    Path from = example(example);
    try {
      Path to = Files.createTempDirectory(Files.createDirectories(parent), example + "-");
      try (Stream<Path> children = Files.list(from)) {
        for (Path child : children.toList()) {
          String name = String.valueOf(child.getFileName());
          if (!name.startsWith("dist")) {
            // Hard links where they are never written to: thousands of files in no time.
            String how = name.equals("node_modules") ? "-al" : "-a";
            Ran copied =
                Ran.run(
                    from,
                    Map.of(),
                    Duration.ofMinutes(1),
                    List.of("cp", how, child.toString(), to.resolve(name).toString()));
            if (copied.exit() != 0) {
              Ran.expectSuccess(
                  from, Duration.ofMinutes(2), "cp", "-a", child.toString(), to + "/");
            }
          }
        }
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A folder for a test class, deleted when the JVM ends.
  public static Path temporary(String name) {
    try {
      Path folder = Files.createTempDirectory("farm-e2e-" + name + "-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("left behind: " + folder + ": " + e.getMessage());
    }
  }
}
