package io.scriptfarm.compiler.lua;

import io.scriptfarm.contract.Blob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.compiler.LuaC;

/// Lua 5.2 bytecode by LuaJ's compiler, in the form that real Lua 5.2 on 64-bit little-endian
/// machines writes and that LuaJ reads as well: one artifact for both. Debug information (lines,
/// names of locals and upvalues, the chunk's name) is kept: without it errors have no line, and
/// LuaJ fails on them.
///
/// One difference from `luac5.2` is known: LuaJ folds the constant `-0` to `0`, so that real Lua
/// gets a positive zero from the dump where it would get a negative one from the text. LuaJ itself
/// has none.
///
/// The same text and name give the same bytes. Thread-safe.
public final class LuaJBytecode {
  private LuaJBytecode() {}

  /// What became of a Lua text.
  public sealed interface Result {
    /// The bytecode.
    record Chunk(Blob bytecode) implements Result {}

    /// The text is not Lua 5.2 (TypeScriptToLua writes other dialects too, and sometimes what is no
    /// Lua at all).
    ///
    /// @param message without the position
    /// @param line counted from 1; 0 if the compiler did not say
    record NotLua52(String message, int line) implements Result {}
  }

  /// Compiles a text, encoded as UTF-8.
  ///
  /// @param chunkName as Lua shows it in errors: `@relative/path.lua` for a file
  public static Result compile(String lua, String chunkName) {
    return compile(Blob.ofUtf8(lua), chunkName);
  }

  /// Compiles the bytes of a Lua file.
  public static Result compile(Blob lua, String chunkName) {
    try {
      Prototype main = LuaC.instance.compile(new ByteArrayInputStream(lua.bytes()), chunkName);
      return new Result.Chunk(Lua52Dump.of(main));
    } catch (LuaError e) {
      return notLua(String.valueOf(e.getMessage()), chunkName);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    } catch (RuntimeException | StackOverflowError e) {
      // LuaJ's parser and code generator fail on some inputs instead of refusing them.
      return new Result.NotLua52("LuaJ's compiler failed: " + e, 0);
    }
  }

  /// Takes `path.lua:12: unexpected symbol` apart.
  private static Result notLua(String message, String chunkName) {
    String position = chunkName.replaceFirst("^[@=]", "") + ":";
    int start = message.startsWith(position) ? position.length() : message.indexOf(':') + 1;
    int end = start;
    while (end < message.length() && Character.isDigit(message.charAt(end))) {
      end++;
    }
    if (end == start || end - start > 9 || !message.startsWith(": ", end)) {
      return new Result.NotLua52(message, 0);
    }
    return new Result.NotLua52(
        message.substring(end + 2), Integer.parseInt(message.substring(start, end)));
  }
}
