package io.scriptfarm.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The yardstick: `tstl` on Node.
public final class Tstl {
  /// Options of Node for a run of seconds. Code that is not optimized writes the same; to optimize
  /// it takes a third of such a run's processor time.
  public static final String QUICK = "--no-opt";

  private static final Duration AT_MOST = Duration.ofMinutes(2);
  private static final Map<String, Tree> KNOWN = new ConcurrentHashMap<>();

  private Tstl() {}

  /// Runs the project's own `tstl -p CONFIG` in the project's folder, whose dependencies are
  /// installed.
  public static Ran run(Path project, String config) {
    return Ran.run(
        project, Map.of(), AT_MOST, List.of("node", QUICK, script(project, config), "-p", config));
  }

  /// The compiler in the nearest `node_modules` from the configuration's folder upwards.
  private static String script(Path project, String config) {
    Path place = project.resolve(config).normalize();
    for (Path folder = place;
        folder != null && folder.startsWith(project);
        folder = folder.getParent()) {
      Path script = folder.resolve("node_modules/typescript-to-lua/dist/tstl.js");
      if (Files.isRegularFile(script)) {
        return script.toString();
      }
      if (folder.equals(project)) {
        break;
      }
    }
    throw new IllegalArgumentException("no tstl for " + place);
  }

  /// What `tstl` makes of an example as it is; computed once.
  public static Tree outputOf(String example, String outDir) {
    return KNOWN.computeIfAbsent(
        example,
        name -> {
          Path parent = Repository.temporary("tstl");
          Path copy = Repository.copyOf(name, parent);
          run(copy, "tsconfig.json");
          return Tree.of(copy.resolve(outDir));
        });
  }
}
