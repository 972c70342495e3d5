package io.scriptfarm.cache;

import io.scriptfarm.service.Errors;
import io.scriptfarm.store.BlobRefusedException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// What goes wrong at this service alone; {@link Errors} has the rest.
final class CacheErrors {
  CacheErrors() {}

  @ServerExceptionMapper
  Response busy(TransferMemory.BusyException e) {
    return Errors.retryLater("busy", String.valueOf(e.getMessage()));
  }

  @ServerExceptionMapper
  Response refused(BlobRefusedException e) {
    return Errors.response(
        422, "digest-mismatch", e.getMessage() + "; compute the digest again and send it again");
  }
}
