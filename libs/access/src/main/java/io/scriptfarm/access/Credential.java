package io.scriptfarm.access;

import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.WorkspaceName;
import java.util.Set;

/// Somebody whom the farm knows.
///
/// @param name for logs
/// @param workspaces those that it is kept to; none means all of them
public record Credential(String name, Role role, Set<WorkspaceName> workspaces) {
  /// Whoever comes to a farm that asks nobody.
  public static final Credential ANYBODY = new Credential("anybody", Role.ADMIN, Set.of());

  public Credential {
    workspaces = Set.copyOf(workspaces);
    if (!workspaces.isEmpty() && !role.plays()) {
      throw new IllegalArgumentException(
          "`workspaces` of `%s`: only game-server and game-client can be kept to some"
              .formatted(name));
    }
  }

  public boolean has(Permission permission) {
    return role.may(permission.action())
        && (workspaces.isEmpty()
            || !permission.action().concernsWorkspaces()
            || permission.workspace().filter(workspaces::contains).isPresent());
  }

  /// Whether somebody who may not do this learns that others may.
  public boolean isToldOf(Action action) {
    return role != Role.GAME_CLIENT && !(role == Role.GAME_SERVER && action.isSecret());
  }

  /// How much of a generation it may see (requirement R21).
  public Manifest.View view() {
    return role == Role.GAME_CLIENT ? Manifest.View.REPLICATED : Manifest.View.FULL;
  }
}
