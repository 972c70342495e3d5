package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.CompileOutcome.Unsettled;
import java.util.function.Function;

/// What came of work in a project's session: a value, or the reason that there is none.
public sealed interface Attempt<T> {

  /// The work gave a value.
  record Made<T>(T value) implements Attempt<T> {}

  /// The work gave none; another attempt may.
  record Failed<T>(Unsettled reason) implements Attempt<T> {}

  /// The value, or what `other` makes of the reason.
  default T orElse(Function<Unsettled, T> other) {
    return switch (this) {
      case Made<T>(T value) -> value;
      case Failed<T>(Unsettled reason) -> other.apply(reason);
    };
  }
}
