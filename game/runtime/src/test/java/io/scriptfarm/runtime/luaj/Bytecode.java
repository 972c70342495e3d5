package io.scriptfarm.runtime.luaj;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.compiler.DumpState;

/// Bytecode for tests, in LuaJ's own form.
final class Bytecode {
  private Bytecode() {}

  static byte[] of(String lua, String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      DumpState.dump(BaseFunctions.compile(LuaString.valueOf(lua), name), out, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
