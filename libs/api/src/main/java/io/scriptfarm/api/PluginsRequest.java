package io.scriptfarm.api;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.StrictJson;
import java.util.List;
import java.util.Optional;

/// Asks what was seen of a project's plugins; all of it as in {@link BuildRequest}.
public record PluginsRequest(
    Digest snapshot, ProjectPath config, Optional<String> folder, Optional<List<String>> options) {

  /// Reads and checks a request.
  ///
  /// @throws MalformedException when it is none; the message says where and what to do
  public static PluginsRequest parse(String json) {
    PluginsRequest request = StrictJson.read(json, PluginsRequest.class, "PluginsRequest");
    BuildRequest.invocation(request.config(), request.folder(), request.options());
    return request;
  }

  /// The project, with the farm's own toolchain.
  public Project project(Digest toolchain) {
    return new Project(
        toolchain, snapshot, config, BuildRequest.invocation(config, folder, options));
  }
}
