package io.scriptfarm.api;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Invocation;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Scripts that are to be run in both languages; `snapshot`, `config`, `folder` and `options` as in
/// {@link BuildRequest}.
///
/// @param updates how often `onUpdate` is called; absent for 3 times
public record ParityRequest(
    Digest snapshot,
    ProjectPath config,
    Set<ProjectPath> scripts,
    Optional<Integer> updates,
    Optional<String> folder,
    Optional<List<String>> options) {
  private static final int MAX_SCRIPTS = 64; // each takes a worker a second, or ten without an end
  private static final int MAX_UPDATES = 100;
  private static final int DEFAULT_UPDATES = 3;

  public ParityRequest {
    scripts = Set.copyOf(scripts);
  }

  /// Reads and checks a request.
  ///
  /// @throws MalformedException when it is none; the message says where and what to do
  public static ParityRequest parse(String json) {
    ParityRequest request = StrictJson.read(json, ParityRequest.class, "ParityRequest");
    if (request.scripts().isEmpty() || request.scripts().size() > MAX_SCRIPTS) {
      throw new MalformedException("`scripts` names 1 to " + MAX_SCRIPTS + " scripts");
    }
    if (request.calls() < 0 || request.calls() > MAX_UPDATES) {
      throw new MalformedException("`updates` is 0 to " + MAX_UPDATES + ", not " + request.calls());
    }
    request.invocation();
    return request;
  }

  /// How often `onUpdate` is called.
  public int calls() {
    return updates.orElse(DEFAULT_UPDATES);
  }

  /// What the scripts are part of, with the farm's own toolchain.
  public Project project(Digest toolchain) {
    return new Project(toolchain, snapshot, config, invocation());
  }

  private Optional<Invocation> invocation() {
    return BuildRequest.invocation(config, folder, options);
  }
}
