package io.scriptfarm.service;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.scriptfarm.access.AccessFile;
import io.scriptfarm.access.Action;
import io.scriptfarm.access.Credential;
import io.scriptfarm.access.Permission;
import io.scriptfarm.access.Role;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks everybody who comes to a service for a token (`Authorization: Bearer`, RFC 6750), before
/// anything else looks at the request or reads its body. What the caller may do is asked later, by
/// whatever the request was routed to: {@link PermissionFilter} for resources, {@link #admits} for
/// routes. Without an access file everybody may do everything. Thread-safe.
@Singleton
public final class Gate {
  private static final int FIRST = 1000; // among Quarkus' filters, higher numbers come earlier
  private static final String CALLER = Gate.class.getName();
  private static final String JUDGED = CALLER + ".judged";
  private static final String BEARER = "Bearer ";

  private static final ErrorBody HIDDEN =
      new ErrorBody("not-found", "there is no such thing here (any more), or not for you");

  /// Probes have no token, and learn whether the service is up, nothing more.
  private static final Set<String> PROBES =
      Set.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started");

  private final Optional<AccessFile> access;

  Gate(ServiceConfig config) {
    this.access = config.access().file().map(AccessFile::new);
  }

  void guard(@Observes Filters filters) {
    filters.register(this::check, FIRST);
  }

  private void check(RoutingContext request) {
    if (access.isEmpty()) {
      request.put(CALLER, Credential.ANYBODY).next();
      return;
    }
    String path = request.normalizedPath();
    if (PROBES.contains(path)) {
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
    request.put(CALLER, caller.get());
    // What Quarkus itself serves declares no permission: metrics and the description of the API,
    // and which methods a route takes.
    boolean ofQuarkus =
        path.startsWith("/q/") || request.request().method().equals(HttpMethod.OPTIONS);
    if (!ofQuarkus || admits(request, Permission.everywhere(Action.OBSERVE))) {
      request.next();
    }
  }

  /// Whether the caller has a permission. Answers the request where he has not.
  public static boolean admits(RoutingContext request, Permission permission) {
    Optional<Refusal> refusal = judge(request, permission);
    refusal.ifPresent(no -> refuse(request, no.status(), no.body().error(), no.body().message()));
    return refusal.isEmpty();
  }

  /// What a request is answered whose sender lacks the permission for it.
  record Refusal(int status, ErrorBody body) {}

  /// Why a request is refused; empty where its sender has the permission.
  static Optional<Refusal> judge(RoutingContext request, Permission permission) {
    request.put(JUDGED, true);
    Credential caller = caller(request);
    if (caller.has(permission)) {
      return Optional.empty();
    }
    return Optional.of(
        caller.isToldOf(permission.action()) ? forbidden(caller.role()) : new Refusal(404, HIDDEN));
  }

  /// Why a request to a method is refused that declares no permission.
  static Refusal undeclared(RoutingContext request) {
    request.put(JUDGED, true);
    return forbidden(caller(request).role());
  }

  /// How a request is answered that nothing was found for: a game is not to learn which routes
  /// there are, nor what they take.
  static Optional<Refusal> unrouted(RoutingContext request) {
    return !isRouted(request) && caller(request).role().plays()
        ? Optional.of(new Refusal(404, HIDDEN))
        : Optional.empty();
  }

  /// Whether a resource or a route was found for the request.
  static boolean isRouted(RoutingContext request) {
    return request.get(JUDGED) != null;
  }

  private static Refusal forbidden(Role role) {
    return new Refusal(
        403,
        new ErrorBody(
            "forbidden", "the role " + role.label() + " may not do this; ask for another token"));
  }

  /// Who sent a request.
  public static Credential caller(RoutingContext request) {
    return Objects.requireNonNull(request.<@Nullable Credential>get(CALLER), "no gate before this");
  }

  /// Answers as to everything that is not there, or not for the caller: always the same.
  public static void hide(RoutingContext request) {
    refuse(request, 404, HIDDEN.error(), HIDDEN.message());
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
