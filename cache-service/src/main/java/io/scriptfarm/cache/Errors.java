package io.scriptfarm.cache;

import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.store.BlobRefusedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// What went wrong, as clients see it: a status and an {@link Body}.
final class Errors {
  private static final System.Logger LOG = System.getLogger(Errors.class.getName());

  Errors() {}

  /// `error` is a code for programs that does not change; `message` tells people what to do next.
  record Body(String error, String message) {}

  @ServerExceptionMapper
  Response unavailable(StoreUnavailableException e) {
    return retryLater("store-unavailable", says(e));
  }

  @ServerExceptionMapper
  Response busy(TransferSlots.BusyException e) {
    return retryLater("busy", says(e));
  }

  @ServerExceptionMapper
  Response tooLarge(PayloadTooLargeException e) {
    return response(413, "too-large", says(e) + "; send less");
  }

  @ServerExceptionMapper
  Response malformed(MalformedException e) {
    return response(400, "malformed", says(e));
  }

  @ServerExceptionMapper
  Response refused(BlobRefusedException e) {
    return response(
        422, "digest-mismatch", says(e) + "; compute the digest again and send it again");
  }

  /// Routes that do not exist, methods and media types that they do not take.
  @ServerExceptionMapper
  Response refused(WebApplicationException e) {
    Response original = e.getResponse();
    String code =
        switch (original.getStatus()) {
          case 404 -> "no-such-route";
          case 413 -> "too-large";
          default ->
              Response.Status.fromStatusCode(original.getStatus())
                  .getReasonPhrase()
                  .toLowerCase(Locale.ROOT)
                  .replace(' ', '-');
        };
    return response(original.getStatus(), code, says(e) + "; /q/openapi describes what there is");
  }

  @ServerExceptionMapper
  Response defect(RuntimeException e) {
    LOG.log(System.Logger.Level.ERROR, "request failed", e);
    return response(500, "internal", "a defect of the cache-service; its log has the details");
  }

  private static String says(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }

  static Response response(int status, String code, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(new Body(code, message))
        .build();
  }

  private static Response retryLater(String code, String message) {
    return Response.fromResponse(response(503, code, message))
        .header(HttpHeaders.RETRY_AFTER, 1)
        .build();
  }
}
