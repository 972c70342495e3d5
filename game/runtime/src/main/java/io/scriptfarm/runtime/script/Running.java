package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.ScriptFunction;
import io.scriptfarm.runtime.engine.ScriptInstance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A version of a script that runs for one entity, and what it registered. With the version ends
/// all of that.
final class Running {
  private final ScriptVersion version;
  private final ScriptInstance instance;
  private Optional<ScriptFunction> onUpdate = Optional.empty();
  private Optional<ScriptFunction> onEvent = Optional.empty();
  private final Map<String, List<ScriptFunction>> handlers = new LinkedHashMap<>();
  private int timers;
  private boolean active = true;

  Running(ScriptVersion version, ScriptInstance instance) {
    this.version = version;
    this.instance = instance;
  }

  /// After it ran: what it exports.
  void bind() {
    this.onUpdate = function("onUpdate", "update");
    this.onEvent = function("onEvent");
  }

  /// The first that there is.
  Optional<ScriptFunction> function(String... names) {
    for (String name : names) {
      Optional<ScriptFunction> found = instance.function(name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  ScriptVersion version() {
    return version;
  }

  ScriptInstance instance() {
    return instance;
  }

  Optional<ScriptFunction> onUpdate() {
    return onUpdate;
  }

  Optional<ScriptFunction> onEvent() {
    return onEvent;
  }

  void on(String event, ScriptFunction handler) {
    handlers.computeIfAbsent(event, _ -> new ArrayList<>()).add(handler);
  }

  List<ScriptFunction> handlers(String event) {
    return List.copyOf(handlers.getOrDefault(event, List.of()));
  }

  boolean listens() {
    return onEvent.isPresent() || !handlers.isEmpty();
  }

  int timers() {
    return timers;
  }

  void countTimers(int more) {
    timers += more;
  }

  /// Whether what it registered counts.
  boolean isActive() {
    return active;
  }

  void activate(boolean active) {
    this.active = active;
  }
}
