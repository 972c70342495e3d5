package io.scriptfarm.contract;

import java.util.Optional;

/// What one build compiles: a configuration file of a snapshot. `toolchain` is the farm's own by
/// its digest: the pair for projects that bring none, and the driver around any. The pair that a
/// project brings is part of its snapshot. Without an `invocation` it is compiled as by `tstl -p`
/// in the folder of its configuration.
public record Project(
    Digest toolchain, Digest snapshot, ProjectPath config, Optional<Invocation> invocation) {

  public Project(Digest toolchain, Digest snapshot, ProjectPath config) {
    this(toolchain, snapshot, config, Optional.empty());
  }

  /// The same with other files.
  public Project of(Digest other) {
    return new Project(toolchain, other, config, invocation);
  }
}
