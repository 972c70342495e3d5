package io.scriptfarm.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/// What somebody is to the farm (requirement R44).
public enum Role {
  /// May do everything.
  ADMIN("admin"),
  /// Builds and publishes.
  CI("ci"),
  /// Builds and publishes, from somebody's desk.
  EDITOR("editor"),
  /// Sees what was published, says what it runs.
  GAME_SERVER("game-server"),
  /// Sees what of it replicates to clients, and nothing else whatever.
  GAME_CLIENT("game-client");

  private final String label;

  Role(String label) {
    this.label = label;
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

  /// Whether it builds, and so may send and read blobs of any kind.
  public boolean builds() {
    return this == ADMIN || this == CI || this == EDITOR;
  }

  /// Whether it is a game's, which may be kept to some workspaces.
  public boolean plays() {
    return this == GAME_SERVER || this == GAME_CLIENT;
  }
}
