package io.scriptfarm.runtime.luaj;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/// An error in Lua, without the stack of Java: to write that down takes longer than everything
/// else, the deeper the longer.
final class LuaFailure extends LuaError {
  private static final long serialVersionUID = 1L;

  LuaFailure(LuaValue value) {
    super(value);
  }

  LuaFailure(String message) {
    super(LuaValue.valueOf(message));
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
