package io.scriptfarm.gateway.wiring;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.scriptfarm.access.AccessFile;
import io.scriptfarm.access.Credential;
import io.scriptfarm.access.Gate;
import io.scriptfarm.access.Gate.Verdict;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Who may do what here: nothing is here for a game's clients; its servers may look at what was
/// published and have their tracebacks explained; keys are an admin's.
@Singleton
class AccessRules implements Gate.Rules {
  private static final int FIRST = 1000; // among Quarkus' filters, higher numbers come earlier

  private final Gate gate;

  AccessRules(GatewayConfig config) {
    this.gate = new Gate(config.access().file().map(AccessFile::new), this);
  }

  void guard(@Observes Filters filters) {
    filters.register(gate::check, FIRST);
  }

  @Override
  public Verdict judge(Credential caller, HttpMethod method, String path) {
    return switch (caller.role()) {
      case ADMIN -> Verdict.ALLOWED;
      case CI, EDITOR -> path.equals("/api/keys/rotate") ? Verdict.FORBIDDEN : Verdict.ALLOWED;
      case GAME_SERVER ->
          caller.workspaces().isEmpty() && serves(method, path) || path.equals("/api/keys")
              ? Verdict.ALLOWED
              : Verdict.FORBIDDEN;
      case GAME_CLIENT -> Verdict.HIDDEN;
    };
  }

  private static boolean serves(HttpMethod method, String path) {
    return path.equals("/api/traceback")
        || (method.equals(HttpMethod.GET)
            && (path.equals("/api/servers") || path.startsWith("/api/workspaces")));
  }
}
