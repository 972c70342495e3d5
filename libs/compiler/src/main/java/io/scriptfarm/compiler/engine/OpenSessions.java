package io.scriptfarm.compiler.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions of one engine, and whether one of them is stuck. Thread-safe.
final class OpenSessions {
  private final Set<GuardedSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean stuck;

  void opened(GuardedSession session) {
    sessions.add(session);
  }

  void closed(GuardedSession session) {
    sessions.remove(session);
  }

  /// A call neither ended nor could be stopped. Nothing but the end of the process ends it.
  void isStuckIn(GuardedSession session) {
    sessions.remove(session);
    stuck = true;
  }

  boolean isStuck() {
    return stuck;
  }

  long heapBytes() {
    return sessions.stream().mapToLong(GuardedSession::heapBytes).sum();
  }

  void closeAll() {
    sessions.forEach(GuardedSession::close);
  }
}
