package io.scriptfarm.runtime.reallua;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.lua.LuaLibrary;
import java.lang.foreign.SymbolLookup;

/// The Lua that an engine runs.
public enum RealLua {
  LUA51("lua-5.1", BytecodeFormat.LUA51, -10_000, -10_002),
  LUA54("lua-5.4", BytecodeFormat.LUA54, -1_001_000, -1_001_000),
  LUAJIT("luajit-2.1", BytecodeFormat.LUAJIT, -10_000, -10_002);

  private final String title;
  private final BytecodeFormat format;
  private final int registry;
  private final int upvalues;

  /// @param registry the index of Lua's registry
  /// @param upvalues the index that upvalues of C functions are counted from
  RealLua(String title, BytecodeFormat format, int registry, int upvalues) {
    this.title = title;
    this.format = format;
    this.registry = registry;
    this.upvalues = upvalues;
  }

  /// Its name, as in `lua-5.4`.
  public String title() {
    return title;
  }

  int registry() {
    return registry;
  }

  int firstUpvalue() {
    return upvalues - 1;
  }

  SymbolLookup open() throws MissingLuaException {
    try {
      return LuaLibrary.open(format);
    } catch (LuaLibrary.MissingException e) {
      throw new MissingLuaException(String.valueOf(e.getMessage()));
    }
  }
}
