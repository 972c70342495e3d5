package io.scriptfarm.runtime.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What may go from one script to another, or from a version to the next: booleans, numbers,
/// strings, and tables of them. Functions would keep the old version alive, so they stay behind.
public final class PlainData {
  /// Entries of all of its tables together.
  public static final int MOST_ENTRIES = 100_000;

  /// Tables inside of one another.
  public static final int DEEPEST = 64;

  private int entries;

  private PlainData() {}

  /// A copy as values of Java, tables as maps.
  ///
  /// @throws HostException when a table is in itself, or it is too much
  public static @Nullable Object of(@Nullable Object value) {
    return new PlainData().copy(value, 0);
  }

  private @Nullable Object copy(@Nullable Object value, int depth) {
    return switch (value) {
      case null -> null;
      case ScriptFunction _ -> null;
      case ScriptTable table -> copy(table, depth);
      default -> value;
    };
  }

  private Map<Object, Object> copy(ScriptTable table, int depth) {
    if (depth == DEEPEST) {
      throw new HostException("data in more than " + DEEPEST + " tables, or in a circle");
    }
    Map<Object, Object> copy = new LinkedHashMap<>();
    for (Object key : table.keys()) {
      if (++entries > MOST_ENTRIES) {
        throw new HostException("data of more than " + MOST_ENTRIES + " entries");
      }
      Object each = copy(table.get(key), depth + 1);
      if (each != null && !(key instanceof ScriptTable) && !(key instanceof ScriptFunction)) {
        copy.put(key, each);
      }
    }
    return copy;
  }
}
