package io.scriptfarm.runtime.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a call of a script ended.
public sealed interface CallEnd {
  /// What it took.
  Spent spent();

  /// @param instructions counted as in {@link Allowance}
  /// @param nanos wall-clock time
  /// @param bytes of memory that it took, at the most: what it put in a place that was there counts
  ///     as well, and garbage
  record Spent(long instructions, long nanos, long bytes) {
    public static final Spent NOTHING = new Spent(0, 0, 0);
  }

  /// By itself.
  ///
  /// @param value the first value; null for nil
  record Returned(@Nullable Object value, Spent spent) implements CallEnd {}

  /// By an error that nothing caught.
  ///
  /// @param message with the place, as Lua says it
  /// @param traceback Lua's, innermost first; empty when nothing of Lua ran
  record Failed(String message, String traceback, Spent spent) implements CallEnd {}

  /// By a limit. The script could not catch it.
  record Aborted(Limit limit, String traceback, Spent spent) implements CallEnd {}

  /// What ends calls.
  enum Limit {
    INSTRUCTIONS,
    TIME,
    MEMORY,
    /// Of Java, by functions of Lua's library inside of one another.
    STACK
  }

  /// What went wrong, if something did.
  default Optional<String> problem() {
    return switch (this) {
      case Returned _ -> Optional.empty();
      case Failed(String message, var _, var _) -> Optional.of(message);
      case Aborted(Limit limit, var _, Spent spent) ->
          Optional.of(
              switch (limit) {
                case INSTRUCTIONS -> "took more than " + spent.instructions() + " instructions";
                case TIME -> "took more than " + spent.nanos() / 1_000_000 + " ms";
                case MEMORY -> "took more memory than it may";
                case STACK -> "overflowed its stack";
              });
    };
  }
}
