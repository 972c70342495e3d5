package io.scriptfarm.publication;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/// The part of a game that a script belongs to, by the folder that it lies in, and what follows
/// from that (requirement R20):
///
/// | service | runs on | goes to clients |
/// |---|---|---|
/// | `ServerScriptService` | server | never |
/// | `ReplicatedStorage`, `Workspace` | both | yes |
/// | `StarterGui`, `StarterPlayer` | clients | yes |
/// | `ReplicatedFirst` | clients | yes, before all else |
public enum Service {
  SERVER_SCRIPT_SERVICE("ServerScriptService", RunContext.SERVER),
  REPLICATED_STORAGE("ReplicatedStorage", RunContext.BOTH),
  WORKSPACE("Workspace", RunContext.BOTH),
  STARTER_GUI("StarterGui", RunContext.CLIENT),
  STARTER_PLAYER("StarterPlayer", RunContext.CLIENT),
  REPLICATED_FIRST("ReplicatedFirst", RunContext.CLIENT);

  private final String label;
  private final RunContext runContext;

  Service(String label, RunContext runContext) {
    this.label = label;
    this.runContext = runContext;
  }

  /// As folders, manifests and project files have it.
  @JsonValue
  public String label() {
    return label;
  }

  /// Where its scripts run unless they say otherwise.
  public RunContext runContext() {
    return runContext;
  }

  /// Whether a script of the service may run there: what no client is given cannot run on one, and
  /// what is there for clients alone does not run on a server.
  public boolean allows(RunContext context) {
    return switch (runContext) {
      case SERVER -> context == RunContext.SERVER;
      case CLIENT -> context == RunContext.CLIENT;
      case BOTH -> true;
    };
  }

  public static Optional<Service> of(String label) {
    return Arrays.stream(values()).filter(service -> service.label.equals(label)).findFirst();
  }
}
