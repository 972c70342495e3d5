package io.scriptfarm.contract.wire;

/// Input does not have the documented shape; the message says where and what was expected.
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedException(String message, Throwable cause) {
    super(message, cause);
  }

  public MalformedException(String message) {
    super(message);
  }
}
