package io.scriptfarm.cli.build;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.snapshot.ProjectConfig;
import io.scriptfarm.cli.snapshot.ProjectMemory;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.SnapshotException;
import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The steps of building one project: look at it, have it built, bring the outputs to disk. Needs
/// no terminal. What is known of the project is the session's, so that a second build looks only at
/// what changed. Not safe for concurrent use; several for one project are.
final class ProjectBuild {
  private final ProjectConfig config;
  private final Path root;
  private final Settings settings;
  private final Session session;
  private final Progress progress;
  private final InstantSource clock;
  private final Path memoryFile;
  private final Timings timings = new Timings();

  /// @param root the folder that the snapshot is taken of
  ProjectBuild(
      ProjectConfig config,
      Path root,
      Settings settings,
      Session session,
      Progress progress,
      InstantSource clock) {
    this.config = config;
    this.root = root;
    this.settings = settings;
    this.session = session;
    this.progress = progress;
    this.clock = clock;
    this.memoryFile = ProjectMemory.fileFor(settings.home().resolve("client"), config.file());
  }

  /// The project as it is on disk now.
  ProjectSnapshot look() throws SnapshotException {
    return look(Set.of());
  }

  /// As {@link #look()}, for a caller who knows what happened since the last build.
  ///
  /// @param changed files that changed, came or went; when empty, anything may have
  ProjectSnapshot look(Set<Path> changed) throws SnapshotException {
    try (Timings.Running _ = timings.start(Timings.Part.LOOK)) {
      ProjectMemory memory = session.memory(memoryFile);
      Optional<ProjectSnapshot> edited =
          changed.isEmpty()
              ? Optional.empty()
              : ProjectSnapshot.edited(config, root, memory, changed, clock);
      return edited.isPresent()
          ? edited.get()
          : ProjectSnapshot.take(config, root, memory, Set.of(settings.home()), clock);
    }
  }

  /// What is known of the last build.
  ProjectMemory memory() {
    return session.memory(memoryFile);
  }

  /// Sends what the farm lacks, and follows the build to its end.
  ///
  /// @throws FarmBuild.ChangedMeanwhile when the project is to be looked at again
  Built onFarm(
      ProjectSnapshot snapshot,
      FarmAddress farm,
      BuildRequest request,
      FarmBuild.Ready ready,
      Duration timeout)
      throws FarmException {
    return new FarmBuild(
            session.farm(farm),
            snapshot,
            session.memory(memoryFile),
            progress,
            timings,
            request,
            ready,
            timeout)
        .run();
  }

  /// Compiles in this process.
  Built here(ProjectSnapshot snapshot) throws FarmException {
    return LocalBuild.run(snapshot, progress, clock);
  }

  /// Writes outputs of a build that goes on; its end remembers them.
  void write(ProjectSnapshot snapshot, List<OutputFile> outputs, Built.Contents contents)
      throws FarmException {
    try {
      OutputWriter.Written written = OutputWriter.of(snapshot).write(outputs, contents);
      progress.detail(written.written() + " files written early");
    } catch (IOException e) {
      throw new FarmException("cannot write the outputs: " + e, e);
    }
  }

  /// Writes what was built, and remembers it.
  ///
  /// @return how many files were not on disk yet
  int deliver(ProjectSnapshot snapshot, Built built) throws FarmException {
    try (Timings.Running _ = timings.start(Timings.Part.WRITE)) {
      if (built.outputs().isEmpty()) {
        remember(snapshot.rememberUnwritten(built.farm()));
        return 0;
      }
      progress.phase("writing");
      OutputWriter.Written outputs =
          OutputWriter.of(snapshot).write(built.outputs(), built.contents());
      remember(snapshot.remember(built.farm(), outputs.onDisk()));
      return outputs.written();
    } catch (IOException e) {
      throw new FarmException("cannot write the outputs: " + e, e);
    }
  }

  /// Writes what was built into a folder of its own, where paths begin at the snapshot's root; the
  /// project's own outputs stay remembered.
  ///
  /// @return how many files were not on disk yet
  int deliverInto(Path folder, ProjectSnapshot snapshot, Built built) throws FarmException {
    try (Timings.Running _ = timings.start(Timings.Part.WRITE)) {
      progress.phase("writing");
      OutputWriter.Written outputs =
          OutputWriter.into(folder, snapshot).write(built.outputs(), built.contents());
      remember(snapshot.rememberBeside(built.farm(), outputs.onDisk()));
      return outputs.written();
    } catch (IOException e) {
      throw new FarmException("cannot write the outputs: " + e, e);
    }
  }

  private void remember(ProjectMemory memory) {
    try {
      session.remember(memoryFile, memory);
    } catch (IOException e) {
      progress.warning("the next build will be slower, cannot write " + memoryFile + ": " + e);
    }
  }

  /// Where the time went until now.
  Timings timings() {
    return timings;
  }
}
