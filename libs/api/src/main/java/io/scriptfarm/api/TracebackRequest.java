package io.scriptfarm.api;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.StrictJson;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A crash report. One of `build`, `snapshot` with `config`, and `artifacts` or `chunks` says what
/// the game ran.
///
/// @param traceback any text with places in Lua
/// @param build the id of a build that the gateway remembers
/// @param snapshot of a build that the farm's store remembers
/// @param folder of the build's request, where it had one
/// @param options likewise
/// @param artifacts digests of Lua files or of their bytecode
/// @param chunks artifacts by the names under which the engine loads them, where those are not like
///     the files' paths
public record TracebackRequest(
    String traceback,
    Optional<String> build,
    Optional<Digest> snapshot,
    Optional<ProjectPath> config,
    Optional<String> folder,
    Optional<List<String>> options,
    Optional<Set<Digest>> artifacts,
    Optional<Map<String, Digest>> chunks) {
  /// A traceback of Lua has 22 frames at most; the log around it may be long.
  private static final int MAX_TEXT = 256 * 1024;

  private static final int MAX_ARTIFACTS = 2_000;

  /// Of a game that ran what a build made.
  public static TracebackRequest ofBuild(String traceback, String build) {
    return new TracebackRequest(
        traceback,
        Optional.of(build),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// Of a game that ran what a project was built to.
  public static TracebackRequest ofProject(String traceback, Digest snapshot, ProjectPath config) {
    return new TracebackRequest(
        traceback,
        Optional.empty(),
        Optional.of(snapshot),
        Optional.of(config),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// Of a game that ran these files.
  public static TracebackRequest ofArtifacts(
      String traceback, Set<Digest> artifacts, Map<String, Digest> chunks) {
    return new TracebackRequest(
        traceback,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(artifacts),
        Optional.of(chunks));
  }

  /// Reads and checks a request.
  ///
  /// @throws MalformedException when it is none; the message says where and what to do
  public static TracebackRequest parse(String json) {
    TracebackRequest request = StrictJson.read(json, TracebackRequest.class, "TracebackRequest");
    if (request.traceback().length() > MAX_TEXT) {
      throw new MalformedException(
          "`traceback` has at most " + MAX_TEXT + " characters; send the part that matters");
    }
    if (request.build().isEmpty() && request.snapshot().isEmpty()) {
      int artifacts = request.allArtifacts().size();
      if (artifacts == 0) {
        throw new MalformedException(
            "say what the game ran: a `build`, a `snapshot` with its `config`, or `artifacts`");
      }
      if (artifacts > MAX_ARTIFACTS) {
        throw new MalformedException(
            "at most " + MAX_ARTIFACTS + " artifacts; name the `build` instead");
      }
    }
    if (request.build().isEmpty() && request.snapshot().isPresent() && request.config().isEmpty()) {
      throw new MalformedException("`snapshot` needs a `config` beside it");
    }
    return request;
  }

  /// The project of `snapshot` and `config`, which must be there.
  ///
  /// @param toolchain the digest of the farm's own
  public Project project(Digest toolchain) {
    ProjectPath file = config.orElseThrow();
    return new Project(
        toolchain, snapshot.orElseThrow(), file, BuildRequest.invocation(file, folder, options));
  }

  /// The artifacts, with and without a name.
  public Set<Digest> allArtifacts() {
    Set<Digest> all = new HashSet<>(artifacts.orElse(Set.of()));
    chunks.ifPresent(named -> all.addAll(named.values()));
    return all;
  }
}
