package io.scriptfarm.harness;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.build.DiagnosticFormat;
import io.scriptfarm.cli.snapshot.ProjectConfig;
import io.scriptfarm.cli.snapshot.ProjectMemory;
import io.scriptfarm.cli.snapshot.ProjectRoot;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.SnapshotException;
import io.scriptfarm.client.BlobClient;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ProjectPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A project on disk, built on a farm as `farm build` does it, but into nowhere: what the farm
/// would have written is compared, not written. Blocks; one build at a time.
public final class FarmProject {
  private static final Duration PER_BUILD = Duration.ofMinutes(5);
  private static final long AHEAD_BYTES = 64L * 1024 * 1024;
  private static final int MAX_ROUNDS = 40;

  private final FarmClient farm;
  private final Path project;
  private final Path tsconfig;
  private ProjectMemory memory = ProjectMemory.none();

  /// A build; `scripts` in all, of which `compiled` were not known. `contents` has the digests of
  /// what it writes.
  public record Farmed(
      BuildResult result, int scripts, int compiled, Duration took, Set<Digest> contents) {}

  /// @param project where `farm build -p CONFIG` would be run
  public FarmProject(FarmClient farm, Path project, String config) {
    this.farm = farm;
    this.project = project;
    Path named = project.resolve(config);
    this.tsconfig = Files.isDirectory(named) ? named.resolve("tsconfig.json") : named;
  }

  public Farmed build() throws FarmException {
    return build(_ -> {});
  }

  /// @param listener is told every event but those of scripts that were known
  public Farmed build(Consumer<BuildEvent> listener) throws FarmException {
    return build(Set.of(), listener);
  }

  /// @param saved files of the project that were saved, whose Lua is wanted first
  public Farmed build(Set<Path> saved, Consumer<BuildEvent> listener) throws FarmException {
    ProjectSnapshot snapshot;
    try {
      snapshot = look(saved);
    } catch (SnapshotException e) {
      return new Farmed(
          BuildResult.crashed(String.valueOf(e.getMessage())), 0, 0, Duration.ZERO, Set.of());
    }
    BlobClient blobs = farm.blobs(farm.cache());
    boolean known = memory.wasBuiltOn(farm.gateway().toString());
    Set<Digest> ahead =
        new HashSet<>(
            known
                ? snapshot.changedSince(memory, AHEAD_BYTES)
                : snapshot.likelyNeeded(AHEAD_BYTES));
    ahead.add(snapshot.digest());
    upload(blobs, snapshot, known ? ahead : blobs.missing(ahead));
    for (int round = 0; round < MAX_ROUNDS; round++) {
      FarmClient.Submitted build =
          farm.submit(
              BuildRequest.of(snapshot.digest(), snapshot.configPath(), Urgency.INTERACTIVE)
                  .withSaved(scripts(snapshot, saved)));
      List<OutputFile> outputs = new ArrayList<>();
      BuildEvent.Finished end =
          farm.follow(
                  build,
                  event -> {
                    listener.accept(event);
                    if (event instanceof BuildEvent.OutputReady ready) {
                      outputs.add(ready.output());
                    }
                  },
                  PER_BUILD)
              .orElseThrow(() -> new FarmException("the gateway forgets build " + build.id()));
      BuildEvent.Summary summary = end.summary();
      switch (end.conclusion()) {
        case BuildEvent.Delivered delivered -> {
          memory = snapshot.rememberUnwritten(farm.gateway().toString());
          Set<Digest> contents = new HashSet<>();
          outputs.forEach(output -> contents.add(output.digest()));
          return new Farmed(
              result(snapshot, delivered, outputs),
              summary.scripts(),
              summary.compiled() + summary.failed(),
              summary.took(),
              contents);
        }
        case BuildEvent.ContentMissing(Set<Digest> missing) -> {
          Set<Digest> wanted = new HashSet<>(missing);
          wanted.addAll(blobs.missing(snapshot.companions(missing, AHEAD_BYTES)));
          upload(blobs, snapshot, wanted);
        }
        case BuildEvent.Interrupted() -> {} // and submitted again
        case BuildEvent.Superseded(String by) ->
            throw new FarmException("the build " + by + " took its place");
        case BuildEvent.Cancelled() -> throw new FarmException("the build was cancelled");
        case BuildEvent.Aborted(var blame, String why) -> {
          return new Farmed(
              BuildResult.crashed(blame + ": " + why), 0, 0, summary.took(), Set.of());
        }
      }
    }
    throw new FarmException("the farm asks for files again and again");
  }

  /// @param saved all that changed since the last build, if not empty
  private ProjectSnapshot look(Set<Path> saved) throws SnapshotException {
    ProjectConfig config = ProjectConfig.read(tsconfig);
    Path root = ProjectRoot.of(config);
    Optional<ProjectSnapshot> edited =
        saved.isEmpty()
            ? Optional.empty()
            : ProjectSnapshot.edited(config, root, memory, saved, InstantSource.system());
    return edited.isPresent()
        ? edited.get()
        : ProjectSnapshot.take(config, root, memory, Set.of(), InstantSource.system());
  }

  private static Set<ProjectPath> scripts(ProjectSnapshot snapshot, Set<Path> files) {
    return files.stream()
        .map(file -> new ProjectPath(snapshot.root().relativize(file).toString()))
        .collect(Collectors.toSet());
  }

  private BuildResult result(
      ProjectSnapshot snapshot, BuildEvent.Delivered delivered, List<OutputFile> outputs) {
    DiagnosticFormat format = new DiagnosticFormat(snapshot.root(), project);
    StringBuilder printed = new StringBuilder();
    delivered.diagnostics().stream()
        .filter(d -> !d.isRemark())
        .forEach(d -> printed.append(format.plain(d)));
    TreeMap<String, String> files = new TreeMap<>();
    for (OutputFile output : outputs) {
      Path file = snapshot.root().resolve(output.path()).normalize();
      files.put(project.relativize(file).toString(), output.digest().hex());
    }
    boolean errors = delivered.diagnostics().stream().anyMatch(Diagnostic::isError);
    int exit =
        !errors
            ? ExitCode.SUCCESS
            : delivered.emitSkipped() ? ExitCode.OUTPUTS_SKIPPED : ExitCode.OUTPUTS_GENERATED;
    return new BuildResult(exit, printed.toString(), files, Optional.empty());
  }

  /// Those of `digests` whose contents the farm does not have.
  public Set<Digest> lost(Collection<Digest> digests) throws FarmException {
    return farm.blobs(farm.cache()).read(digests, _ -> {});
  }

  /// The text that the farm has for a digest; empty when it has none.
  public String textOf(String digest) throws FarmException {
    StringBuilder text = new StringBuilder();
    farm.blobs(farm.cache()).read(List.of(new Digest(digest)), blob -> text.append(blob.utf8()));
    return text.toString();
  }

  private static void upload(BlobClient blobs, ProjectSnapshot snapshot, Set<Digest> digests)
      throws FarmException {
    blobs.upload(
        digests,
        digest -> {
          if (digest.equals(snapshot.digest())) {
            return snapshot.encoded();
          }
          ProjectSnapshot.Source source = snapshot.sources().get(digest);
          if (source == null) {
            throw new FarmException("the farm asks for what the project does not have: " + digest);
          }
          try {
            return Blob.of(Files.readAllBytes(source.file()));
          } catch (java.io.IOException e) {
            throw new FarmException("cannot read " + source.file(), e);
          }
        },
        _ -> {});
  }
}
