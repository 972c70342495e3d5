package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.CallEnd.Limit;

/// Ends a call that took what it may. An error of Java, so that nothing in Lua catches it.
final class Abort extends Error {
  private static final long serialVersionUID = 1L;
  private final Limit limit;
  private final String traceback;

  Abort(Limit limit, String traceback) {
    super(limit.name(), null, false, false);
    this.limit = limit;
    this.traceback = traceback;
  }

  Limit limit() {
    return limit;
  }

  String traceback() {
    return traceback;
  }
}
