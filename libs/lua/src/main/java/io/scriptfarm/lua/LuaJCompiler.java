package io.scriptfarm.lua;

import io.scriptfarm.contract.Blob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.compiler.LuaC;

/// Lua 5.2 by LuaJ's compiler, in the form that real Lua 5.2 on 64-bit little-endian machines
/// writes and that LuaJ reads as well: one artifact for both. LuaJ fails on errors in chunks
/// without debug information.
///
/// One difference from `luac5.2` is known: LuaJ folds the constant `-0` to `0`, so that real Lua
/// gets a positive zero from the dump where it would get a negative one from the text. LuaJ itself
/// has none.
final class LuaJCompiler implements LuaCompiler {
  @Override
  public Result compile(Blob lua, String chunkName) {
    byte[] text = LuaText.ofFile(lua.bytes());
    if (LuaText.isBytecode(text)) {
      return LuaText.bytecodeRefused();
    }
    try {
      return new Dump(Lua52Dump.of(parse(text, chunkName)));
    } catch (LuaError e) {
      return explain(text);
    } catch (RuntimeException | StackOverflowError e) {
      // LuaJ's parser and code generator fail on some inputs instead of refusing them.
      return new NotLua(1, "LuaJ's compiler failed: " + e);
    }
  }

  /// Fails once more, by a name that is known to be in the message.
  private static NotLua explain(byte[] text) {
    try {
      parse(text, LuaText.PLAIN_NAME);
      throw new IllegalStateException("Lua that is valid under one name only");
    } catch (LuaError e) {
      return LuaText.error(String.valueOf(e.getMessage()));
    }
  }

  private static Prototype parse(byte[] text, String chunkName) {
    try {
      return LuaC.instance.compile(new ByteArrayInputStream(text), chunkName);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
  }
}
