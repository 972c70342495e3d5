package io.scriptfarm.drill;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.client.BlobClient;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ProjectPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Somebody who builds: sends what the farm lacks, follows the build, fetches what it made, and
/// begins again where the farm asks for it, as the command line does. One build at a time.
final class Client implements Builder {
  private static final int SUCCESS = 0;
  private static final int OUTPUTS_SKIPPED = 1;
  private static final int OUTPUTS_GENERATED = 2;

  // As the command line: how often a build is submitted before the farm is given up.
  private static final int MAX_ROUNDS = 40;
  private static final Duration PER_BUILD = Duration.ofMinutes(15);

  private final FarmClient farm;
  private final Urgency urgency;

  /// @param farm waits for services that are started again
  Client(FarmClient farm, Urgency urgency) {
    this.farm = farm;
    this.urgency = urgency;
  }

  @Override
  public Built build(GeneratedProject project) {
    GeneratedProject.Uploads uploads = project.uploads();
    try {
      BlobClient blobs = farm.blobs(farm.cache());
      upload(blobs, uploads, blobs.missing(uploads.blobs().keySet()));
      for (int round = 0; round < MAX_ROUNDS; round++) {
        Optional<Built> built = once(project, uploads);
        if (built.isPresent()) {
          return built.get();
        }
      }
      return Built.failed(project, "not built in " + MAX_ROUNDS + " rounds", Duration.ZERO);
    } catch (FarmException e) {
      return Built.failed(project, String.valueOf(e.getMessage()), Duration.ZERO);
    }
  }

  /// Empty when the build is to be submitted again.
  private Optional<Built> once(GeneratedProject project, GeneratedProject.Uploads uploads)
      throws FarmException {
    FarmClient.Submitted build =
        farm.submit(
            BuildRequest.of(uploads.snapshot(), new ProjectPath(GeneratedProject.CONFIG), urgency));
    List<OutputFile> outputs = new ArrayList<>();
    Optional<BuildEvent.Finished> end =
        farm.follow(
            build,
            event -> {
              if (event instanceof BuildEvent.OutputReady ready) {
                outputs.add(ready.output());
              }
            },
            PER_BUILD);
    if (end.isEmpty()) {
      return Optional.empty(); // the gateway was started again
    }
    return switch (end.get().conclusion()) {
      case BuildEvent.Delivered delivered -> {
        Set<Digest> wanted = new HashSet<>();
        outputs.forEach(output -> wanted.add(output.digest()));
        Set<Digest> lost = farm.blobs(build.cache()).read(wanted, _ -> {});
        yield lost.isEmpty()
            ? Optional.of(result(project, delivered, outputs))
            : Optional.empty(); // the store lost them since, and makes them again
      }
      case BuildEvent.ContentMissing(Set<Digest> missing) -> {
        upload(farm.blobs(build.cache()), uploads, missing);
        yield Optional.empty();
      }
      case BuildEvent.Interrupted() -> Optional.empty();
      case BuildEvent.Cancelled() -> throw new FarmException("somebody cancelled it");
      case BuildEvent.Superseded(String by) ->
          throw new FarmException("the build " + by + " took its place");
      case BuildEvent.Aborted(var blame, String why) -> throw new FarmException(blame + ": " + why);
    };
  }

  private static Built result(
      GeneratedProject project, BuildEvent.Delivered delivered, List<OutputFile> outputs) {
    TreeMap<String, String> files = new TreeMap<>();
    outputs.forEach(output -> files.put(output.path(), output.digest().hex()));
    boolean errors = delivered.diagnostics().stream().anyMatch(Diagnostic::isError);
    int exit = !errors ? SUCCESS : delivered.emitSkipped() ? OUTPUTS_SKIPPED : OUTPUTS_GENERATED;
    return new Built(project, Optional.empty(), exit, files, Duration.ZERO);
  }

  private static void upload(
      BlobClient blobs, GeneratedProject.Uploads uploads, Set<Digest> digests)
      throws FarmException {
    blobs.upload(
        digests,
        digest -> {
          Blob blob = uploads.blobs().get(digest);
          if (blob == null) {
            throw new FarmException("the farm asks for what the project does not have: " + digest);
          }
          return blob;
        },
        _ -> {});
  }
}
