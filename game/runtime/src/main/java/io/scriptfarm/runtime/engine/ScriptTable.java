package io.scriptfarm.runtime.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table of a script, without its metatable's say.
public interface ScriptTable {
  @Nullable Object get(Object key);

  /// @param value null removes the key
  void set(Object key, @Nullable Object value);

  /// Its keys: 1, 2, 3 … as far as they go, then the others in the engine's order.
  List<Object> keys();

  /// What `#` gives.
  int length();
}
