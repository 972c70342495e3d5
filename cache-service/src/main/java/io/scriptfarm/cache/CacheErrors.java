package io.scriptfarm.cache;

import io.scriptfarm.service.Errors;
import io.scriptfarm.store.BlobRefusedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// What goes wrong at this service alone; {@link Errors} has the rest.
final class CacheErrors {
  CacheErrors() {}

  @ServerExceptionMapper
  Response busy(TransferMemory.BusyException e) {
    return Errors.retryLater("busy", String.valueOf(e.getMessage()));
  }

  /// The answer says which codings are taken (RFC 7694).
  @ServerExceptionMapper
  Response unknown(PackBodies.UnknownCodingException e) {
    return Response.fromResponse(
            Errors.response(415, "unsupported-media-type", e.getMessage() + "; send it as it is"))
        .header(HttpHeaders.ACCEPT_ENCODING, PackBodies.GZIP)
        .build();
  }

  @ServerExceptionMapper
  Response refused(BlobRefusedException e) {
    return Errors.response(
        422, "digest-mismatch", e.getMessage() + "; compute the digest again and send it again");
  }
}
