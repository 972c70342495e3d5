package io.scriptfarm.runtime.reallua;

/// There is no such Lua for this machine. The message says what to do.
public final class MissingLuaException extends Exception {
  private static final long serialVersionUID = 1L;

  MissingLuaException(String message) {
    super(message);
  }
}
