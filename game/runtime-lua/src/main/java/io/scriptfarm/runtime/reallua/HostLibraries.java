package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes the libraries of the host functions of Lua; once for all scripts that have the same.
final class HostLibraries {
  private final RealLuaEngine engine;
  private final HostCalls calls;
  private List<Library> libraries = List.of();
  private @Nullable RealTable tables; // of these libraries

  HostLibraries(RealLuaEngine engine, HostCalls calls) {
    this.engine = engine;
    this.calls = calls;
  }

  /// The tables of these libraries and of Lua's own.
  RealTable of(List<Library> wanted) {
    RealTable there = tables;
    boolean same = there != null && libraries.size() == wanted.size();
    for (int i = 0; same && i < wanted.size(); i++) {
      same = libraries.get(i) == wanted.get(i);
    }
    if (same && there != null) {
      return there;
    }
    RealTable all = (RealTable) engine.table();
    for (Library library : wanted) {
      RealTable functions =
          all.get(library.name()) instanceof RealTable known ? known : (RealTable) engine.table();
      for (Map.Entry<String, HostFunction> each : library.functions().entrySet()) {
        String called = library.name() + "." + each.getKey();
        int number = calls.add(called, each.getValue());
        RealFunction bare =
            Objects.requireNonNull(
                engine.aside(
                    (state, values) -> {
                      calls.push(state, number);
                      return values.function(state, -1);
                    }));
        functions.set(each.getKey(), engine.prelude("call", 1, called, bare)[0]);
      }
      all.set(library.name(), functions);
    }
    RealTable made = (RealTable) engine.prelude("libraries", 1, all)[0];
    libraries = List.copyOf(wanted);
    tables = made;
    return Objects.requireNonNull(made);
  }
}
