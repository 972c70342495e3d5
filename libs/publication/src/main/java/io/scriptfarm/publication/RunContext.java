package io.scriptfarm.publication;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/// On which side of a game a script runs (requirement R20).
public enum RunContext {
  SERVER("Server"),
  CLIENT("Client"),
  BOTH("Both");

  private final String label;

  RunContext(String label) {
    this.label = label;
  }

  /// As manifests and project files have it.
  @JsonValue
  public String label() {
    return label;
  }

  /// Whether a game's clients run it, for which they need it.
  public boolean onClients() {
    return this != SERVER;
  }

  public static Optional<RunContext> of(String label) {
    return Arrays.stream(values()).filter(context -> context.label.equals(label)).findFirst();
  }
}
