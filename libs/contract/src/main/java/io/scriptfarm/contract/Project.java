package io.scriptfarm.contract;

/// What one build compiles: a configuration file of a snapshot. `toolchain` is the farm's own by
/// its digest: the pair for projects that bring none, and the driver around any. The pair that a
/// project brings is part of its snapshot.
public record Project(Digest toolchain, Digest snapshot, ProjectPath config) {}
