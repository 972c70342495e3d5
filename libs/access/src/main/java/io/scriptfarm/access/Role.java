package io.scriptfarm.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// What somebody is to the farm (requirement R44), and what he may do there. What is not listed is
/// refused.
public enum Role {
  /// May do everything.
  ADMIN("admin", EnumSet.allOf(Action.class)),
  /// Builds and publishes.
  CI("ci", builders()),
  /// Builds and publishes, from somebody's desk.
  EDITOR("editor", builders()),
  /// Sees what was published, says what it runs.
  GAME_SERVER(
      "game-server",
      EnumSet.of(
          Action.READ_PUBLISHED,
          Action.TRACE,
          Action.DOWNLOAD,
          Action.PULL,
          Action.REPORT,
          Action.READ_KEYS)),
  /// Sees what of it replicates to clients, and nothing else whatever.
  GAME_CLIENT("game-client", EnumSet.of(Action.PULL));

  private final String label;
  private final Set<Action> actions;

  Role(String label, Set<Action> actions) {
    this.label = label;
    this.actions = Set.copyOf(actions);
  }

  /// Whether it may do this, in the workspaces that its credential is kept to.
  boolean may(Action action) {
    return actions.contains(action);
  }

  /// As access files have it.
  @JsonValue
  public String label() {
    return label;
  }

  /// @throws IllegalArgumentException when there is no such role
  @JsonCreator
  public static Role of(String label) {
    return Arrays.stream(values())
        .filter(role -> role.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no role `%s`, but %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(Role::label)
                                .collect(Collectors.joining(", ")))));
  }

  private static Set<Action> builders() {
    return EnumSet.of(
        Action.BUILD,
        Action.PUBLISH,
        Action.READ_PUBLISHED,
        Action.TRACE,
        Action.UPLOAD,
        Action.DOWNLOAD,
        Action.PULL,
        Action.REPORT,
        Action.READ_KEYS,
        Action.OBSERVE);
  }

  /// Whether it is a game's, which may be kept to some workspaces.
  public boolean plays() {
    return this == GAME_SERVER || this == GAME_CLIENT;
  }
}
