package io.scriptfarm.contract;

/// What one build compiles: a configuration file of a snapshot, by a toolchain.
public record Project(Digest toolchain, Digest snapshot, ProjectPath config) {

  /// The key of this project's {@link Plan}.
  public CompileKey planKey() {
    return CompileKey.of("plan", toolchain.hex(), snapshot.hex(), config.value());
  }

  /// The key of the linked result. What is linked follows from the plan, so nothing else is in it.
  public CompileKey linkKey() {
    return CompileKey.of("link", planKey().toString());
  }
}
