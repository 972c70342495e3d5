package io.scriptfarm.api;

import java.util.Optional;

/// What the farm saw of a project's plugins.
///
/// @param reason why they have to see all scripts, as a clause
public record PluginsSeen(Seen seen, Optional<String> reason) {
  /// What was seen.
  public enum Seen {
    /// Nothing: this state of the project was not built, or long ago.
    NOT_BUILT,
    /// Nothing that tells: nobody edited the project since.
    OPEN,
    /// They make each script alone as they make it with all others.
    APART,
    /// They have to see all scripts at once.
    ALL_TOGETHER
  }
}
