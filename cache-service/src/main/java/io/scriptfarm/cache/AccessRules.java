package io.scriptfarm.cache;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.scriptfarm.access.AccessFile;
import io.scriptfarm.access.Credential;
import io.scriptfarm.access.Gate;
import io.scriptfarm.access.Gate.Verdict;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/// Who may do what here. A game's clients see `/workspaces` and nothing else, where what they may
/// see of it is decided; blobs of any kind are for who builds, and to read for servers of all
/// workspaces.
@Singleton
class AccessRules implements Gate.Rules {
  private static final int FIRST = 1000; // among Quarkus' filters, higher numbers come earlier

  private final Gate gate;

  @Inject
  AccessRules(CacheConfig config) {
    this.gate = new Gate(config.access().file().map(AccessFile::new), this);
  }

  void guard(@Observes Filters filters) {
    filters.register(gate::check, FIRST);
  }

  @Override
  public Verdict judge(Credential caller, HttpMethod method, String path) {
    if (path.startsWith("/workspaces/")) {
      return Verdict.ALLOWED;
    }
    return switch (caller.role()) {
      case ADMIN -> Verdict.ALLOWED;
      case CI, EDITOR -> path.equals("/api/cache/clean") ? Verdict.FORBIDDEN : Verdict.ALLOWED;
      case GAME_SERVER -> {
        boolean reads =
            path.startsWith("/blobs")
                && (method.equals(HttpMethod.GET)
                    || method.equals(HttpMethod.HEAD)
                    || path.equals("/blobs/read"));
        yield reads && caller.workspaces().isEmpty() ? Verdict.ALLOWED : Verdict.HIDDEN;
      }
      case GAME_CLIENT -> Verdict.HIDDEN;
    };
  }
}
