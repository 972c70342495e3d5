package io.scriptfarm.compiler.engine;

import org.jspecify.annotations.Nullable;

/// One global scope of one engine, without any guard: [GuardedSession] adds limits, the thread and
/// the life cycle. All methods run on the session's thread, except [#stop()].
interface Realm {
  Outcome call(String function, String argument);

  /// Makes what is running end with [Outcome.Stopped] soon. From any thread.
  void stop();

  /// Forgets a [#stop()] that came too late to stop anything.
  void resume();

  /// Collects garbage, where the realm has a heap of its own.
  void trim();

  /// What [JsSession#heapBytes] tells. From any thread.
  long heapBytes();

  void dispose();

  /// How a realm asks the host.
  interface Host {
    /// @throws Refused if this call is to end
    @Nullable String ask(String name, String argument) throws Refused;
  }

  /// The host's answer was an exception, which waits for the caller of the session.
  final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(Throwable cause) {
      super(cause);
    }
  }

  /// How running a piece of script ended.
  sealed interface Outcome {
    record Returned(String value) implements Outcome {}

    record Threw(String message, String stack) implements Outcome {}

    /// Somebody called [Realm#stop()].
    record Stopped() implements Outcome {}

    /// The realm is lost.
    ///
    /// @param limit how much it may use, and what raises that, in words
    record OutOfMemory(String limit) implements Outcome {}
  }
}
