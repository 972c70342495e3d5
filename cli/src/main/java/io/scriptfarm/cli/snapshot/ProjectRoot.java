package io.scriptfarm.cli.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which folder a project's snapshot is taken of: the nearest one that holds all of
///
/// 1. the folder of the tsconfig;
/// 2. what the tsconfig reaches by paths that begin with `..`: configurations that it extends,
/// files, includes, path mappings ({@link ProjectConfig#reaches}); where it *writes* does not
/// matter;
/// 3. the farthest `node_modules` that Node's look-up would visit from the tsconfig's folder
/// upwards without leaving the workspace. The workspace ends at the farther of the nearest `.git`
/// and the nearest workspace root (`pnpm-workspace.yaml`, or a `package.json` with `workspaces`).
/// Outside of any workspace it is the nearest `node_modules`.
///
/// So the same files on disk always give the same root, whatever the current folder is.
public final class ProjectRoot {
  private ProjectRoot() {}

  /// A folder that has to be part of the snapshot, and why, for people.
  public record Reason(Path folder, String why) {}

  /// @throws SnapshotException when that folder is the root of the file system
  public static Path of(ProjectConfig config) throws SnapshotException {
    Path root = config.folder();
    for (Reason reason : reasons(config)) {
      root = commonAncestor(root, reason.folder());
    }
    if (root.getNameCount() == 0) {
      throw new SnapshotException(
          config.file()
              + " reaches files whose only common folder is "
              + root
              + ", which is too much to send; name the folder that holds what the build reads with"
              + " --root");
    }
    return root;
  }

  /// What the root has to hold, the folder of the tsconfig first.
  public static List<Reason> reasons(ProjectConfig config) {
    List<Reason> reasons = new ArrayList<>();
    reasons.add(new Reason(config.folder(), "the folder of the tsconfig"));
    for (Path reached : new TreeSet<>(config.reaches())) {
      reasons.add(
          new Reason(
              Files.isDirectory(reached) ? reached : ProjectConfig.folderOf(reached),
              "the configuration names " + reached));
    }
    Path modules = farthestNodeModules(config.folder());
    if (modules != null) {
      reasons.add(new Reason(modules, "holds " + modules.resolve("node_modules")));
    }
    return reasons;
  }

  private static @Nullable Path farthestNodeModules(Path project) {
    List<Path> folders = new ArrayList<>(); // from the project upwards
    for (Path folder = project; folder != null; folder = folder.getParent()) {
      folders.add(folder);
    }
    int git = firstMatch(folders, f -> Files.exists(f.resolve(".git"), LinkOption.NOFOLLOW_LINKS));
    int workspace = firstMatch(folders, ProjectRoot::isWorkspaceRoot);
    int end = Math.max(git, workspace);
    if (end < 0) {
      int nearest = firstMatch(folders, ProjectRoot::hasNodeModules);
      return nearest < 0 ? null : folders.get(nearest);
    }
    for (int i = end; i >= 0; i--) {
      if (hasNodeModules(folders.get(i))) {
        return folders.get(i);
      }
    }
    return null;
  }

  private static int firstMatch(List<Path> folders, java.util.function.Predicate<Path> matches) {
    for (int i = 0; i < folders.size(); i++) {
      if (matches.test(folders.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean hasNodeModules(Path folder) {
    return Files.isDirectory(folder.resolve("node_modules"));
  }

  private static boolean isWorkspaceRoot(Path folder) {
    if (Files.isRegularFile(folder.resolve("pnpm-workspace.yaml"))) {
      return true;
    }
    Path manifest = folder.resolve("package.json");
    if (!Files.isRegularFile(manifest)) {
      return false;
    }
    try {
      JsonNode json = Json.mapper().readTree(Files.readAllBytes(manifest));
      return json != null && json.has("workspaces");
    } catch (JsonProcessingException e) {
      return false; // Node would not take it for one either
    } catch (IOException e) {
      return false; // unreadable for us is unreadable for the build
    }
  }

  /// The nearest folder that holds both, or is one of them.
  public static Path commonAncestor(Path a, Path b) {
    Path folder = a;
    while (!b.startsWith(folder)) {
      Path parent = folder.getParent();
      if (parent == null) {
        return folder;
      }
      folder = parent;
    }
    return folder;
  }
}
