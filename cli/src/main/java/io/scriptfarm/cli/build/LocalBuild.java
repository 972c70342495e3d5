package io.scriptfarm.cli.build;

import io.scriptfarm.cli.farm.FarmException;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;

/// Compiles in this process, without a farm (requirement R11).
final class LocalBuild {
  private LocalBuild() {}

  static Built run(ProjectSnapshot project, Progress progress) throws FarmException {
    progress.phase("compiling here");
    throw new FarmException(
        "compiling without a farm is not available in this version; start one with ./farm up ("
            + project.root()
            + ")");
  }
}
