package io.scriptfarm.service;

import io.scriptfarm.access.Allowed;
import io.scriptfarm.access.Permission;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Asks for the permission of the resource method that a request was routed to, before its body is
/// read. The spelling of the path does not matter, since nothing here reads it.
public final class PermissionFilter {
  @ServerRequestFilter(nonBlocking = true)
  public Optional<Response> check(ResourceInfo routed, RoutingContext request) {
    @Nullable Allowed declared = routed.getResourceMethod().getAnnotation(Allowed.class);
    Optional<Gate.Refusal> refusal =
        declared == null
            ? Optional.of(Gate.undeclared(request))
            : Gate.judge(request, Permission.everywhere(declared.value()));
    return refusal.map(Errors::response);
  }
}
