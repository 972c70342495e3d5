package io.scriptfarm.compiler.session;

import io.scriptfarm.contract.CompileOutcome.TooMuch;

/// A call of the driver went past a limit. The session is not to be used any more: whatever the
/// compiler was changing is left half-changed.
public final class TooMuchException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient TooMuch outcome;
  private final boolean ofMemory;

  private TooMuchException(TooMuch outcome, boolean ofMemory) {
    super(outcome.reason(), null, false, false);
    this.outcome = outcome;
    this.ofMemory = ofMemory;
  }

  public static TooMuchException of(TooMuch outcome) {
    return new TooMuchException(outcome, false);
  }

  static TooMuchException ofMemory(TooMuch outcome) {
    return new TooMuchException(outcome, true);
  }

  public TooMuch outcome() {
    return outcome;
  }

  /// Whether the session had no memory left, which earlier work in it may have taken.
  public boolean isOfMemory() {
    return ofMemory;
  }
}
