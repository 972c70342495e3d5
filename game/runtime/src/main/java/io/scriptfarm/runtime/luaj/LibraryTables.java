package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/// The libraries that no script has to itself: Lua's own and the game's, which adds to a table that
/// Lua has by its name, as `math`.
final class LibraryTables {
  private final List<Library> libraries;
  private final Map<String, LibraryTable> tables = new LinkedHashMap<>();

  /// @param luaj where LuaJ's own are
  LibraryTables(List<Library> libraries, Globals luaj, LuaJEngine engine) {
    this.libraries = List.copyOf(libraries);
    put("string", StringFunctions.library());
    put("table", Tables.library(engine.meter()));
    put("math", luaj.get("math").checktable());
    put("bit32", luaj.get("bit32").checktable());
    for (Library library : libraries) {
      LuaTable calls = new LuaTable();
      for (Map.Entry<String, HostFunction> each : library.functions().entrySet()) {
        String name = library.name() + "." + each.getKey();
        calls.set(each.getKey(), new HostCall(name, each.getValue(), engine, engine.meter()));
      }
      put(library.name(), calls);
    }
  }

  private void put(String name, LuaTable more) {
    Tables.copyInto(more, tables.computeIfAbsent(name, _ -> new LibraryTable()));
  }

  /// Whether these are of the same libraries, each the same object.
  boolean areOf(List<Library> others) {
    if (others.size() != libraries.size()) {
      return false;
    }
    for (int i = 0; i < others.size(); i++) {
      if (others.get(i) != libraries.get(i)) {
        return false;
      }
    }
    return true;
  }

  void addTo(Globals environment) {
    tables.forEach((name, table) -> environment.set(LuaValue.valueOf(name), table.share()));
  }
}
