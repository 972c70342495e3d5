package io.scriptfarm.peersuite;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.client.BlobClient;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Builds cases on a farm as any client would: uploads what the farm lacks, submits, follows the
/// events, fetches what was written. Blocks; one run at a time.
public final class PeerSuite {
  private static final Duration PER_BUILD = Duration.ofMinutes(5);
  private static final int MAX_ATTEMPTS = 4;

  private final FarmClient farm;
  private final LanguageExtensions extensions;
  private final int inFlight;

  /// @param inFlight how many builds run at a time
  public PeerSuite(FarmClient farm, LanguageExtensions extensions, int inFlight) {
    this.farm = farm;
    this.extensions = extensions;
    this.inFlight = inFlight;
  }

  /// Builds `cases` and compares.
  ///
  /// @param listener is told each result as soon as it is there, by any thread
  /// @return the results in the order of the cases
  /// @throws FarmException when the farm cannot be reached
  public List<PeerResult> run(List<PeerCase> cases, Consumer<PeerResult> listener)
      throws FarmException, InterruptedException {
    BlobClient blobs = farm.blobs(farm.cache());
    Map<PeerCase, PeerProject> projects = new LinkedHashMap<>();
    Map<Digest, Blob> contents = new HashMap<>();
    for (PeerCase test : cases) {
      PeerProject project = PeerProject.of(test, extensions);
      projects.put(test, project);
      contents.putAll(project.blobs());
    }
    upload(blobs, blobs.missing(contents.keySet()), contents);

    List<Future<PeerResult>> futures = new ArrayList<>();
    try (ExecutorService builds =
        Executors.newFixedThreadPool(inFlight, Thread.ofVirtual().name("peer-", 0).factory())) {
      projects.forEach(
          (test, project) ->
              futures.add(
                  builds.submit(
                      () -> {
                        PeerResult result = result(test, project, blobs);
                        listener.accept(result);
                        return result;
                      })));
      List<PeerResult> results = new ArrayList<>();
      for (Future<PeerResult> future : futures) {
        try {
          results.add(future.get());
        } catch (ExecutionException e) {
          builds.shutdownNow();
          switch (e.getCause()) {
            case FarmException unreachable -> throw unreachable;
            case RuntimeException defect -> throw defect;
            case null, default -> throw new AssertionError(e);
          }
        }
      }
      return results;
    }
  }

  private PeerResult result(PeerCase test, PeerProject project, BlobClient blobs)
      throws FarmException {
    PeerBuild built;
    Map<Digest, String> texts = new HashMap<>();
    Set<Digest> gone;
    try {
      built = build(project, blobs);
      Set<Digest> digests = new LinkedHashSet<>();
      built.outputs().forEach(output -> digests.add(output.digest()));
      gone = blobs.read(digests, blob -> texts.put(blob.digest(), blob.utf8()));
    } catch (FarmException.Unreachable e) {
      throw e;
    } catch (FarmException e) {
      return new PeerResult(test.name(), List.of(String.valueOf(e.getMessage())), Duration.ZERO);
    }
    List<String> differences =
        gone.isEmpty()
            ? built.differences(test, project, digest -> texts.getOrDefault(digest, ""))
            : List.of("the farm's cache lost outputs of the build: " + gone);
    return new PeerResult(test.name(), differences, built.took());
  }

  private PeerBuild build(PeerProject project, BlobClient blobs) throws FarmException {
    String reason = "the gateway forgets it";
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      FarmClient.Submitted build =
          farm.submit(
              BuildRequest.of(project.snapshot(), project.config(), Urgency.BULK)
                  .withExactDiagnostics());
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
        continue; // the gateway restarted
      }
      switch (end.get().conclusion()) {
        case BuildEvent.Delivered delivered -> {
          return new PeerBuild(delivered, outputs, end.get().summary().took());
        }
        case BuildEvent.ContentMissing(Set<Digest> missing) -> {
          reason = "it keeps losing " + missing;
          upload(blobs, missing, project.blobs());
        }
        case BuildEvent.Interrupted() -> reason = "the gateway stops";
        case BuildEvent.Superseded(String by) ->
            throw new FarmException("the build " + by + " took its place");
        case BuildEvent.Cancelled() -> throw new FarmException("the build was cancelled");
        case BuildEvent.Aborted(var blame, String why) ->
            throw new FarmException("the farm gave up (" + blame + "): " + why);
      }
    }
    throw new FarmException(
        "the farm does not finish build of " + project.snapshot() + ": " + reason);
  }

  private static void upload(BlobClient blobs, Set<Digest> digests, Map<Digest, Blob> contents)
      throws FarmException {
    blobs.upload(
        digests,
        digest -> {
          Blob blob = contents.get(digest);
          if (blob == null) {
            throw new FarmException(
                "the farm asks for a file that is not in the project: " + digest);
          }
          return blob;
        },
        _ -> {});
  }
}
