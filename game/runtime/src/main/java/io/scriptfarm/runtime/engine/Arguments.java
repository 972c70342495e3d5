package io.scriptfarm.runtime.engine;

import org.jspecify.annotations.Nullable;

/// What a script called a function of the host with. Positions count from 1; one that was not given
/// is nil. Valid during the call alone.
public interface Arguments {
  int count();

  /// As in {@link ScriptFunction#call}.
  @Nullable Object get(int position);

  /// Without boxing.
  ///
  /// @throws HostException when it is no number
  double number(int position);

  /// Has the script pay for work beyond the call itself.
  ///
  /// @param instructions about one for eight bytes touched
  void charge(long instructions);

  default double numberOr(int position, double otherwise) {
    return get(position) == null ? otherwise : number(position);
  }

  /// @throws HostException when it is neither a string nor a number
  default String string(int position) {
    return switch (get(position)) {
      case String text -> text;
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          String.valueOf(number.longValue());
      case Double number -> number.toString();
      case null, default -> throw HostException.badArgument(position, "string");
    };
  }

  /// @throws HostException when it is no function
  default ScriptFunction function(int position) {
    if (get(position) instanceof ScriptFunction function) {
      return function;
    }
    throw HostException.badArgument(position, "function");
  }

  /// @throws HostException when it is no table
  default ScriptTable table(int position) {
    if (get(position) instanceof ScriptTable table) {
      return table;
    }
    throw HostException.badArgument(position, "table");
  }
}
