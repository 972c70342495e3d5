package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.HostException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;

/// Searches a text for Lua's patterns, for engines whose own search cannot be ended. Each step
/// costs.
public final class PatternSearch {
  /// In place of a length: the capture is a position.
  public static final int POSITION = Patterns.POSITION;

  private final LuaString text;
  private final Patterns.Cost cost;

  /// @param charge is told how many instructions a step costs; what it throws ends the search
  public PatternSearch(byte[] text, LongConsumer charge) {
    this.text = LuaString.valueUsing(text);
    this.cost =
        new Patterns.Cost() {
          @Override
          public void charge(long instructions) {
            charge.accept(instructions);
          }

          @Override
          public LuaError refusal(String message) {
            throw new HostException(message);
          }
        };
  }

  /// The first match.
  ///
  /// @param from an offset in bytes
  /// @return offsets: begin and end of the match, then begin and length of each capture; null when
  ///     there is none
  /// @throws HostException when it is no pattern
  public int @Nullable [] find(byte[] pattern, int from) {
    boolean anchored = pattern.length > 0 && pattern[0] == '^';
    Patterns matcher = new Patterns(cost, text, LuaString.valueUsing(pattern));
    for (int at = from; at <= text.m_length && (at == from || !anchored); at++) {
      int end = matcher.matchAt(at, anchored ? 1 : 0);
      if (end >= 0) {
        return matcher.positions(at, end);
      }
    }
    return null;
  }
}
