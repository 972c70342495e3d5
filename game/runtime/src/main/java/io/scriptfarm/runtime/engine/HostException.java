package io.scriptfarm.runtime.engine;

/// What a function of the host refuses; an error in Lua, which `pcall` catches.
public final class HostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HostException(String message) {
    super(message, null, false, false);
  }

  /// As Lua says it of its own functions.
  ///
  /// @param position counts from 1
  static HostException badArgument(int position, String expected) {
    return new HostException("bad argument #%d (%s expected)".formatted(position, expected));
  }
}
