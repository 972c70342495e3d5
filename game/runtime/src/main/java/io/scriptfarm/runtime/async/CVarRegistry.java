package io.scriptfarm.runtime.async;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Console variables, which are texts by name. Any thread may read; only the main thread writes, so
/// that all of a tick sees the same values.
public final class CVarRegistry {
  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, String> handlers = new TreeMap<>();
  private final List<Change> pending = new ArrayList<>();

  /// A change that nobody was told of yet.
  ///
  /// @param old empty when the variable is new
  /// @param handler the name of the Lua function that wants to know; empty when none does
  public record Change(String name, String old, String now, String handler) {}

  /// On the main thread.
  public synchronized void setFromString(String name, String value) {
    String old = values.put(name, value);
    if (!value.equals(old)) {
      pending.add(new Change(name, old == null ? "" : old, value, handlers.getOrDefault(name, "")));
    }
  }

  public synchronized Optional<String> getAsString(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// Has a Lua function told of changes, in the place of the one before. An empty name: none.
  public synchronized void onChange(String name, String handler) {
    handlers.put(name, handler);
  }

  /// Which function is told of changes; empty when none is.
  public synchronized String getLuaHandler(String name) {
    return handlers.getOrDefault(name, "");
  }

  /// The changes since the last call, in order.
  public synchronized List<Change> takePendingChanges() {
    List<Change> taken = List.copyOf(pending);
    pending.clear();
    return taken;
  }
}
