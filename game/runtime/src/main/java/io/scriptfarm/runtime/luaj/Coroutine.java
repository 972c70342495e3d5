package io.scriptfarm.runtime.luaj;

import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaThread;
import org.luaj.vm2.LuaValue;

/// A coroutine as Lua sees it. Its fiber does not know it, so that one that nobody holds can be
/// found.
final class Coroutine extends LuaThread {
  private final Fiber fiber;

  Coroutine(Globals globals, LuaValue body, Fiber fiber) {
    super(globals, body);
    this.fiber = fiber;
  }

  Fiber fiber() {
    return fiber;
  }

  int status() {
    return state.status;
  }

  void become(int status) {
    state.status = status;
  }
}
