package io.scriptfarm.compiler.protocol;

import java.util.Optional;

/// Asks for a build with plugins.
///
/// @param all whether all scripts are to be made, whatever an edit changed
/// @param left what the last build left, for a session in which none was made
public record WholeRequest(
    ProjectRef project, PluginsKnown known, boolean all, Optional<LeftBuild> left) {

  /// What the fleet knows of the plugins that the last build of the project had.
  ///
  /// @param agreed whether they were seen to make each script alone as with all others
  /// @param whole why they have to see all scripts
  public record PluginsKnown(boolean agreed, Optional<String> whole) {
    public static final PluginsKnown NOTHING = new PluginsKnown(false, Optional.empty());
  }
}
