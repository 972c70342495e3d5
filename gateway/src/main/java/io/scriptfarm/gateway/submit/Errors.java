package io.scriptfarm.gateway.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// What was refused, as JSON.
public final class Errors {
  /// `error` is a code for programs, `message` says what to do next.
  public record Problem(String error, String message) {}

  @ServerExceptionMapper
  public Response malformed(JsonProcessingException e) {
    return problem("malformed", "the body is not the documented JSON: " + e.getOriginalMessage());
  }

  @ServerExceptionMapper
  public Response malformed(BadRequestException e) {
    return problem("malformed", String.valueOf(e.getMessage()));
  }

  private static Response problem(String code, String message) {
    return Response.status(Response.Status.BAD_REQUEST)
        .type(MediaType.APPLICATION_JSON)
        .entity(new Problem(code, message))
        .build();
  }
}
