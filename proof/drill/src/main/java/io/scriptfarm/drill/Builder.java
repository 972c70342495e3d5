package io.scriptfarm.drill;

/// Builds projects, one at a time.
interface Builder {
  /// Blocks until the build has ended.
  Built build(GeneratedProject project);
}
