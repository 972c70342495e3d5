package io.scriptfarm.cli.build;

import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.snapshot.ProjectConfig;
import io.scriptfarm.cli.snapshot.ProjectMemory;
import io.scriptfarm.cli.snapshot.ProjectRoot;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.SnapshotException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The arguments that say which project a command is about.
public final class ProjectArguments {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description =
          "The project's folder or its tsconfig. Default: the nearest tsconfig.json upwards.")
  private @Nullable String directory;

  @Option(
      names = {"-p", "--project"},
      paramLabel = "FILE",
      description = "The tsconfig, or the folder that holds it; relative to DIR.")
  private @Nullable String project;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "The folder that holds all that the build reads. Default: found by rule.")
  private @Nullable String rootFolder;

  /// There is no project at the place that was named.
  public static final class NoProject extends Exception {
    private static final long serialVersionUID = 1L;

    NoProject(String message) {
      super(message);
    }
  }

  /// The tsconfig: the same file as `tstl` and `tstl -p` take in the folder `current`, with the
  /// same messages.
  public Path locate(Path current) throws NoProject {
    if (directory == null && project == null) {
      for (Path folder = current; folder != null; folder = folder.getParent()) {
        Path candidate = folder.resolve("tsconfig.json");
        if (Files.isRegularFile(candidate)) {
          return candidate;
        }
      }
      throw new NoProject(
          "error TS5081: Cannot find a tsconfig.json file at the current directory: "
              + current
              + ".");
    }
    Path place = current;
    String named = "";
    for (String part : new String[] {directory, project}) {
      if (part != null) {
        place = place.resolve(part);
        named = part;
      }
    }
    place = place.normalize();
    if (Files.isDirectory(place)) {
      Path candidate = place.resolve("tsconfig.json");
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
      throw new NoProject(
          "error TS5057: Cannot find a tsconfig.json file at the specified directory: '"
              + named
              + "'.");
    }
    if (!Files.isRegularFile(place)) {
      throw new NoProject("error TS5058: The specified path does not exist: '" + named + "'.");
    }
    return place;
  }

  /// The project as it is on disk now, for commands that build nothing. What the last build of it
  /// remembered saves reading its files.
  public ProjectSnapshot look(Settings settings, InstantSource clock)
      throws SnapshotException, NoProject {
    ProjectConfig config = ProjectConfig.read(locate(settings.current()));
    ProjectMemory memory =
        ProjectMemory.read(ProjectMemory.fileFor(settings.home().resolve("client"), config.file()));
    return ProjectSnapshot.take(
        config, root(config, settings.current()), memory, Set.of(settings.home()), clock);
  }

  /// Whether the root was named rather than found by rule.
  public boolean rootIsNamed() {
    return rootFolder != null;
  }

  /// The folder that the snapshot is taken of.
  ///
  /// @throws SnapshotException when the one that was named does not hold the tsconfig, or there is
  ///     none that could be sent
  public Path root(ProjectConfig config, Path current) throws SnapshotException {
    if (rootFolder == null) {
      return ProjectRoot.of(config);
    }
    Path root = current.resolve(rootFolder).normalize();
    if (!config.file().startsWith(root)) {
      throw new SnapshotException("the --root " + root + " does not hold " + config.file());
    }
    return root;
  }
}
