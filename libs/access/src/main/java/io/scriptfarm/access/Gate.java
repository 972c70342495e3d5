package io.scriptfarm.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks everybody who comes to a service for a token (`Authorization: Bearer`, RFC 6750), before
/// anything else looks at the request. Without an access file it lets everybody in as an admin.
/// Thread-safe.
public final class Gate {
  private static final String CALLER = Gate.class.getName();
  private static final String BEARER = "Bearer ";

  private final Optional<AccessFile> access;
  private final Rules rules;

  public Gate(Optional<AccessFile> access, Rules rules) {
    this.access = access;
    this.rules = rules;
  }

  /// What each role may do at a service.
  @FunctionalInterface
  public interface Rules {
    /// @param path without dot segments, beginning with `/`
    Verdict judge(Credential caller, HttpMethod method, String path);
  }

  /// What becomes of a request.
  public enum Verdict {
    ALLOWED,
    /// As if it were not there.
    HIDDEN,
    /// It is there, for others.
    FORBIDDEN
  }

  /// Lets a request through, or answers it.
  public void check(RoutingContext request) {
    String path = request.normalizedPath();
    if (access.isEmpty()) {
      request.put(CALLER, Credential.ANYBODY).next();
      return;
    }
    if (path.startsWith("/q/")) { // health and metrics, which say nothing of scripts
      request.next();
      return;
    }
    Optional<Credential> caller = token(request).flatMap(access.get()::holder);
    if (caller.isEmpty()) {
      request.response().putHeader("WWW-Authenticate", "Bearer realm=\"scriptfarm\"");
      refuse(
          request,
          401,
          "unauthorized",
          "this farm asks for a token (Authorization: Bearer …; FARM_TOKEN for ./farm), and knows none like this; `farm token` makes one");
      return;
    }
    switch (rules.judge(caller.get(), request.request().method(), path)) {
      case ALLOWED -> request.put(CALLER, caller.get()).next();
      case HIDDEN -> hide(request);
      case FORBIDDEN ->
          refuse(
              request,
              403,
              "forbidden",
              "the role "
                  + caller.get().role().label()
                  + " may not do this; ask for another token");
    }
  }

  /// Who sent a request that came through a gate.
  public static Credential caller(RoutingContext request) {
    return Objects.requireNonNull(request.<@Nullable Credential>get(CALLER), "no gate before this");
  }

  /// Answers as to everything that is not there, or not for the caller: always the same.
  public static void hide(RoutingContext request) {
    refuse(request, 404, "not-found", "there is no such thing here (any more), or not for you");
  }

  /// Answers with an error: `error` for programs, `message` for people.
  public static void refuse(RoutingContext request, int status, String error, String message) {
    if (request.response().ended()) {
      return;
    }
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(new JsonObject().put("error", error).put("message", message).toBuffer());
  }

  private static Optional<String> token(RoutingContext request) {
    return Optional.ofNullable(request.request().getHeader(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(header -> header.substring(BEARER.length()).strip());
  }
}
