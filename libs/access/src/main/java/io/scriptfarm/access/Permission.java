package io.scriptfarm.access;

import io.scriptfarm.publication.WorkspaceName;
import java.util.Optional;

/// To do something, in a workspace or everywhere.
///
/// @param workspace absent for all of them
public record Permission(Action action, Optional<WorkspaceName> workspace) {
  public static Permission everywhere(Action action) {
    return new Permission(action, Optional.empty());
  }

  public static Permission in(WorkspaceName workspace, Action action) {
    return new Permission(action, Optional.of(workspace));
  }
}
