package io.scriptfarm.gateway.submit;

import io.scriptfarm.contract.wire.MalformedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// What was refused, as JSON.
public final class Errors {
  /// `error` is a code for programs, `message` says what to do next.
  public record Problem(String error, String message) {}

  @ServerExceptionMapper
  public Response malformed(MalformedException e) {
    return problem(Response.Status.BAD_REQUEST.getStatusCode(), "malformed", says(e));
  }

  @ServerExceptionMapper
  public Response malformed(BadRequestException e) {
    return problem(Response.Status.BAD_REQUEST.getStatusCode(), "malformed", says(e));
  }

  /// What does not exist, and methods and media types that a route does not take.
  @ServerExceptionMapper
  public Response refused(WebApplicationException e) {
    Response.StatusType status = e.getResponse().getStatusInfo();
    String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
    return problem(status.getStatusCode(), code, says(e) + "; /q/openapi describes what there is");
  }

  private static String says(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }

  private static Response problem(int status, String code, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON)
        .entity(new Problem(code, message))
        .build();
  }
}
