package io.scriptfarm.drill;

import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Somebody who runs `./farm build` in a folder.
final class CommandLineUser implements Builder {
  // The other clients wait for as long as the farm does not give up.
  private static final Duration PER_BUILD = Duration.ofHours(1);
  private static final List<String> COMMAND =
      List.of(Repository.root().resolve("farm").toString(), "build", "--json", ".");

  private final DrillFarm farm;
  private final Path folder;

  /// @param folder where the projects are written
  CommandLineUser(DrillFarm farm, Path folder) {
    this.farm = farm;
    this.folder = folder;
  }

  @Override
  public Built build(GeneratedProject project) {
    Path place = project.write(folder);
    Map<String, String> environment = farm.processes().environment();
    if (farm.gateways().size() > 1) {
      environment.put("FARM_URL", farm.gateway().toString());
    }
    Ran ran = Ran.start(place, environment, COMMAND).await(PER_BUILD);
    TreeMap<String, String> files = new TreeMap<>();
    Tree.of(place.resolve(GeneratedProject.OUT))
        .files()
        .forEach((path, digest) -> files.put(GeneratedProject.OUT + "/" + path, digest));
    return ran.exit() > 2
        ? Built.failed(project, ran.toString(), Duration.ZERO)
        : new Built(project, Optional.empty(), ran.exit(), files, Duration.ZERO);
  }
}
