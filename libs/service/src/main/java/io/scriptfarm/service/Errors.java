package io.scriptfarm.service;

import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.wire.MalformedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Makes a status and an {@link ErrorBody} of each exception.
public final class Errors {
  private static final System.Logger LOG = System.getLogger(Errors.class.getName());

  @ServerExceptionMapper
  public Response malformed(MalformedException e) {
    return response(400, "malformed", says(e));
  }

  @ServerExceptionMapper
  public Response tooLarge(PayloadTooLargeException e) {
    return response(413, "too-large", says(e) + "; send less");
  }

  @ServerExceptionMapper
  public Response unavailable(StoreUnavailableException e) {
    return retryLater("store-unavailable", says(e));
  }

  @ServerExceptionMapper
  public Response unavailable(QueueUnavailableException e) {
    return retryLater("queue-unavailable", says(e));
  }

  /// What does not exist, and methods and media types that a route does not take.
  @ServerExceptionMapper
  public Response refused(WebApplicationException e, RoutingContext request) {
    Optional<Gate.Refusal> hidden = Gate.unrouted(request);
    if (hidden.isPresent()) {
      return response(hidden.get());
    }
    Response.StatusType status = e.getResponse().getStatusInfo();
    String code =
        switch (status.getStatusCode()) {
          case 404 -> Gate.isRouted(request) ? "not-found" : "no-such-route";
          case 413 -> "too-large";
          default -> status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        };
    return response(status.getStatusCode(), code, says(e) + "; /q/openapi describes what there is");
  }

  @ServerExceptionMapper
  public Response defect(RuntimeException e) {
    LOG.log(System.Logger.Level.ERROR, "request failed", e);
    return response(500, "internal", "a defect of this service; its log has the details");
  }

  static Response response(Gate.Refusal refusal) {
    return response(refusal.status(), refusal.body().error(), refusal.body().message());
  }

  /// An answer with an {@link ErrorBody}.
  public static Response response(int status, String error, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(new ErrorBody(error, message))
        .build();
  }

  /// 503: the client may try again in a second.
  public static Response retryLater(String error, String message) {
    return Response.fromResponse(response(503, error, message))
        .header(HttpHeaders.RETRY_AFTER, 1)
        .build();
  }

  private static String says(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }
}
