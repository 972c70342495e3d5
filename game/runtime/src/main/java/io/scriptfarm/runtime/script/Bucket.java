package io.scriptfarm.runtime.script;

/// Instructions that are saved up and spent. A call may overdraw it; then nothing is spent until
/// that is repaid.
final class Bucket {
  private final ScriptLimits.Rate rate;
  private long balance;
  private long asOf; // tick

  Bucket(ScriptLimits.Rate rate, long tick) {
    this.rate = rate;
    this.balance = rate.burst();
    this.asOf = tick;
  }

  private long balance(long tick) {
    long added = (tick - asOf) * rate.perTick();
    return Math.min(rate.burst(), balance + added);
  }

  void spend(long instructions, long tick) {
    balance = balance(tick) - instructions;
    asOf = tick;
  }

  /// The first tick at which something may be spent.
  long readyAt(long tick) {
    long debt = 1 - balance(tick);
    return debt <= 0 ? tick : tick + Math.ceilDiv(debt, Math.max(1, rate.perTick()));
  }
}
