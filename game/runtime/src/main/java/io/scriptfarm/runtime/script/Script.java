package io.scriptfarm.runtime.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The script of one entity, whichever version of it runs.
final class Script {
  private static final int KEPT_MESSAGES = 50;

  final long entity;
  final Bucket bucket;
  LuaScript component;
  @Nullable Running running; // none: it could not be loaded
  @Nullable Running loading; // is tried out, beside the one that runs
  @Nullable Running before; // comes back when the new version fails
  long probationEnds; // tick
  boolean enabled = true;
  boolean disabled; // by the system
  long wakes; // the first tick at which it is called
  double updated; // the time of its last update in seconds
  int failures; // one after the other
  long memory; // bytes, as of the last turn
  long taken; // bytes since the last turn began, at the most
  Totals totals = new Totals();
  private final Deque<Long> strikes = new ArrayDeque<>();
  private final Map<String, Long> messages = new LinkedHashMap<>();

  Script(long entity, LuaScript component, Bucket bucket, double now) {
    this.entity = entity;
    this.component = component;
    this.bucket = bucket;
    this.updated = now;
  }

  /// What it took since it began.
  static final class Totals {
    long calls;
    long instructions;
    long nanos;
    long longest;
    long failures;
    long reloads;
  }

  /// Whose registrations are made now.
  @Nullable Running registering() {
    return loading == null ? running : loading;
  }

  boolean runs() {
    return enabled && !disabled && running != null;
  }

  boolean isReady(long tick) {
    return runs() && wakes <= tick;
  }

  /// @return how many there are in the window
  int strike(long tick, long window) {
    strikes.addLast(tick);
    while (!strikes.isEmpty() && strikes.getFirst() <= tick - window) {
      strikes.removeFirst();
    }
    return strikes.size();
  }

  void forgive() {
    strikes.clear();
    failures = 0;
    disabled = false;
    wakes = 0;
  }

  void met(String message) {
    if (messages.size() >= KEPT_MESSAGES && !messages.containsKey(message)) {
      messages.remove(messages.keySet().iterator().next());
    }
    messages.merge(message, 1L, Long::sum);
  }

  Map<String, Long> messages() {
    return Map.copyOf(messages);
  }
}
