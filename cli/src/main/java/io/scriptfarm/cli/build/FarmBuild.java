package io.scriptfarm.cli.build;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.cli.snapshot.ProjectMemory;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.client.BlobClient;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One build on a farm: sends what the farm lacks, submits, follows.
///
/// A project that this farm has built before is submitted at once, with only the changed files sent
/// ahead; otherwise what it most likely needs is. What turns out to be missing is sent after, and
/// the build submitted again; each round must bring something new, so that the rounds end.
final class FarmBuild {
  // Sent ahead at most: sources and the typings near them. Beyond, asking is better than guessing.
  private static final long AHEAD_BYTES = 64L * 1024 * 1024;
  // Deeper than imports nest through packages that are not sent ahead.
  private static final int MAX_ROUNDS = 40;
  // How often one content may go missing again: the cache was cleared, or evicts what it gets.
  private static final int MAX_SENDS = 3;
  private static final int MAX_RESTARTS = 20;

  private final FarmClient farm;
  private final ProjectSnapshot project;
  private final ProjectMemory memory;
  private final Progress progress;
  private final Timings timings;
  private final BuildRequest request;
  private final Ready ready;
  private final Duration timeout;
  private final Map<Digest, Integer> sends = new HashMap<>();
  private final Set<ProjectPath> compiled = new HashSet<>(); // in all rounds
  private int uploaded;

  /// The project changed between being looked at and being sent: look again.
  static final class ChangedMeanwhile extends FarmException {
    private static final long serialVersionUID = 1L;

    ChangedMeanwhile(String file) {
      super("the file " + file + " changes while it is built; run the command again when it rests");
    }
  }

  /// Hears that a script's Lua is there.
  @FunctionalInterface
  interface Ready {
    Ready NOBODY = (script, outputs, contents) -> {};

    void accept(ProjectPath script, List<OutputFile> outputs, Built.Contents contents);
  }

  /// @param request of the project as it is on disk
  /// @param ready is told the Lua of each saved script, once and before all else
  /// @param timeout when to give up
  FarmBuild(
      FarmClient farm,
      ProjectSnapshot project,
      ProjectMemory memory,
      Progress progress,
      Timings timings,
      BuildRequest request,
      Ready ready,
      Duration timeout) {
    this.farm = farm.waiting(progress::waiting);
    this.project = project;
    this.memory = memory;
    this.progress = progress;
    this.timings = timings;
    this.request = request;
    this.ready = ready;
    this.timeout = timeout;
  }

  Built run() throws FarmException {
    boolean remembered = farm.remembers();
    try (Timings.Running _ = timings.start(Timings.Part.SEND)) {
      sendAhead();
    } catch (FarmException.Unreachable e) {
      if (!remembered) {
        throw e;
      }
      farm.forget(); // its cache may have another address now
      sendAhead();
    }
    boolean guessed = !memory.wasBuiltOn(farm.gateway().toString());
    int restarts = 0;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      progress.phase("planning");
      FarmClient.Submitted build;
      List<BuildEvent.OutputReady> outputs = new ArrayList<>();
      List<BuildEvent> publication = new ArrayList<>(1);
      Optional<BuildEvent.Finished> end;
      try (Timings.Running _ = timings.start(Timings.Part.FARM)) {
        build = farm.submit(request);
        progress.detail("build " + build.id());
        Built.Contents contents = farm.blobs(build.cache())::read;
        end = farm.follow(build, event -> tell(event, outputs, publication, contents), timeout);
      }
      if (end.isEmpty()) {
        restarts = nextRestart(restarts);
        continue; // what is done is kept
      }
      switch (end.get().conclusion()) {
        case BuildEvent.Delivered delivered -> {
          return new Built(
              farm.gateway().toString(),
              build.id(),
              delivered.diagnostics(),
              delivered.emitSkipped(),
              outputs.stream().map(BuildEvent.OutputReady::output).toList(),
              outputs.stream().flatMap(output -> output.bytecode().stream()).toList(),
              ofAllRounds(end.get().summary()),
              publication.stream().findFirst(),
              uploaded,
              farm.blobs(build.cache())::read);
        }
        case BuildEvent.ContentMissing missing -> {
          try (Timings.Running _ = timings.start(Timings.Part.SEND)) {
            farm.forget();
            sendMissing(farm.blobs(build.cache()), missing.missing(), !guessed || remembered);
          }
          guessed = true;
          remembered = false;
        }
        case BuildEvent.Interrupted _ -> restarts = nextRestart(restarts);
        case BuildEvent.Superseded(String by) ->
            throw new FarmException("build " + by + " took the place of build " + build.id());
        case BuildEvent.Cancelled() ->
            throw new FarmException("build " + build.id() + " was cancelled");
        case BuildEvent.Aborted aborted ->
            throw new FarmException(
                "the farm gave up build " + build.id() + ": " + aborted.reason());
      }
    }
    throw new FarmException(
        "the farm asked for more files "
            + MAX_ROUNDS
            + " times and still lacks some; see ./farm logs gateway");
  }

  /// The gateway stopped, or was started again: the build is submitted once more.
  private int nextRestart(int restarts) throws FarmException {
    if (restarts == MAX_RESTARTS) {
      throw new FarmException(
          "the gateway at "
              + farm.gateway()
              + " forgets the builds that it is given; see ./farm logs gateway");
    }
    progress.detail("the gateway was stopped; the build is submitted again");
    return restarts + 1;
  }

  private void tell(
      BuildEvent event,
      List<BuildEvent.OutputReady> outputs,
      List<BuildEvent> publication,
      Built.Contents contents) {
    switch (event) {
      case BuildEvent.Planned planned -> {
        progress.detail(describe(planned.toolchain(), planned.plugins()));
        progress.planned(planned.scripts(), planned.cached());
      }
      case BuildEvent.ScriptFinished script -> {
        progress.scriptFinished(script.origin() != BuildEvent.Origin.CACHED);
        if (script.origin() == BuildEvent.Origin.COMPILED) {
          compiled.add(script.script());
        }
        progress.detail(script.origin() + " " + script.script());
      }
      case BuildEvent.OutputReady output -> outputs.add(output);
      case BuildEvent.ScriptReady script -> {
        if (!script.outputs().isEmpty()) {
          ready.accept(script.script(), script.outputs(), contents);
        }
      }
      case BuildEvent.GenerationPublished published -> {
        // What was saved may be published first; mostly the build holds nothing else.
        if (publication.isEmpty()
            || !(publication.getFirst() instanceof BuildEvent.GenerationPublished early)
            || early.generation() != published.generation()) {
          publication.addFirst(published);
        }
      }
      case BuildEvent.Waiting waiting -> progress.waiting(waiting.what());
      case BuildEvent.PublicationRefused refused -> publication.addFirst(refused);
      case BuildEvent.Finished _ -> {}
    }
  }

  /// The last round finds in the cache what the rounds before it compiled.
  private BuildEvent.Summary ofAllRounds(BuildEvent.Summary last) {
    return new BuildEvent.Summary(
        last.scripts(),
        compiled.size(),
        last.scripts() - last.failed() - compiled.size(),
        last.failed(),
        last.took());
  }

  /// What compiles the project, for people.
  static String describe(Toolchain toolchain, List<Plan.Plugin> plugins) {
    String pair =
        "typescript-to-lua "
            + toolchain.typescriptToLua()
            + " with typescript "
            + toolchain.typescript()
            + " ("
            + toolchain.digest().hex().substring(0, 12)
            + ")";
    return plugins.isEmpty()
        ? pair
        : pair
            + "; all scripts at once on one worker, because plugins may see the whole program: "
            + plugins.stream().map(Plan.Plugin::name).collect(Collectors.joining(", "));
  }

  private void sendAhead() throws FarmException {
    boolean known = memory.wasBuiltOn(farm.gateway().toString());
    if (known && memory.snapshot().equals(Optional.of(project.digest()))) {
      return; // nothing changed: the farm says if it lost something
    }
    URI cache = farm.cache();
    BlobClient blobs = farm.blobs(cache);
    if (known) {
      Set<Digest> changed = new HashSet<>(project.changedSince(memory, AHEAD_BYTES));
      changed.add(project.digest());
      send(blobs, blobs.unknown(changed));
    } else {
      progress.phase("asking what the farm lacks");
      Set<Digest> likely = new HashSet<>(project.likelyNeeded(AHEAD_BYTES));
      likely.add(project.digest());
      send(blobs, blobs.missing(likely));
    }
  }

  /// @param guess whether nothing was guessed yet: the cache was cleared, and to send what is
  /// likely missing at once is better than level by level
  private void sendMissing(BlobClient blobs, Collection<Digest> missing, boolean guess)
      throws FarmException {
    Set<Digest> needed = new HashSet<>(missing);
    if (guess) {
      needed.addAll(blobs.missing(project.likelyNeeded(AHEAD_BYTES)));
    }
    Set<Digest> companions = new HashSet<>(project.companions(needed, AHEAD_BYTES));
    companions.removeAll(sends.keySet());
    if (!companions.isEmpty()) {
      needed.addAll(blobs.missing(companions));
    }
    send(blobs, needed);
  }

  private void send(BlobClient blobs, Collection<Digest> digests) throws FarmException {
    if (digests.isEmpty()) {
      return;
    }
    for (Digest digest : digests) {
      if (sends.merge(digest, 1, Integer::sum) > MAX_SENDS) {
        throw new FarmException(
            "the farm's cache does not keep what it is sent ("
                + name(digest)
                + "); it may be full: see ./farm status");
      }
    }
    int before = uploaded;
    progress.phase("uploading");
    blobs.upload(
        digests,
        this::content,
        count -> {
          uploaded += count;
          progress.phase("uploading " + (uploaded - before) + " of " + digests.size());
        });
    progress.detail("uploaded " + (uploaded - before) + " files");
  }

  private Blob content(Digest digest) throws FarmException {
    if (digest.equals(project.digest())) {
      return project.encoded();
    }
    ProjectSnapshot.Source source = project.sources().get(digest);
    if (source == null) {
      throw new FarmException(
          "the farm lacks "
              + digest
              + ", which is no file of the project: something that it had made itself was damaged"
              + " or is lost; run the command again, and it is made anew");
    }
    if (source.size() > ArtifactStore.MAX_BLOB_BYTES) {
      throw new FarmException(
          new PayloadTooLargeException(
                      source.file().toString(), source.size(), ArtifactStore.MAX_BLOB_BYTES)
                  .getMessage()
              + "; the build reads this file: exclude it in "
              + project.config().file()
              + ", or make it smaller");
    }
    try {
      Blob blob = Blob.of(Files.readAllBytes(source.file()));
      if (!blob.digest().equals(digest)) {
        throw new ChangedMeanwhile(source.file().toString());
      }
      return blob;
    } catch (IOException e) {
      throw new ChangedMeanwhile(source.file() + " (" + e + ")");
    }
  }

  private String name(Digest digest) {
    ProjectSnapshot.Source source = project.sources().get(digest);
    return source == null ? digest.hex() : source.path().value();
  }
}
