package io.scriptfarm.contract;

/// A payload exceeds a stated cap. The message names the payload, its size and the cap.
public final class PayloadTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PayloadTooLargeException(String what, long size, long cap) {
    super("%s has %,d bytes; the farm takes at most %,d".formatted(what, size, cap));
  }
}
