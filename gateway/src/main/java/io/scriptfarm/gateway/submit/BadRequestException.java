package io.scriptfarm.gateway.submit;

/// The request has no meaning; the message says why.
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message);
  }
}
