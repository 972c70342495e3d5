package io.scriptfarm.drill;

import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Tree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/// Somebody who runs `./farm build` in a folder.
final class CommandLineUser implements Builder {
  private static final Duration PER_BUILD = Duration.ofMinutes(15);

  private final FarmProcess farm;
  private final Path folder;

  /// @param folder where the projects are written
  CommandLineUser(FarmProcess farm, Path folder) {
    this.farm = farm;
    this.folder = folder;
  }

  @Override
  public Built build(GeneratedProject project) {
    Path place = project.write(folder);
    Ran ran = farm.startBuild(place).await(PER_BUILD);
    TreeMap<String, String> files = new TreeMap<>();
    Tree.of(place.resolve(GeneratedProject.OUT))
        .files()
        .forEach((path, digest) -> files.put(GeneratedProject.OUT + "/" + path, digest));
    return ran.exit() > 2
        ? Built.failed(project, ran.toString(), Duration.ZERO)
        : new Built(project, Optional.empty(), ran.exit(), files, Duration.ZERO);
  }
}
