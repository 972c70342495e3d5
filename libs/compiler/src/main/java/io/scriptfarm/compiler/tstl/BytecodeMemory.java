package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.lua.LuaJBytecode;
import io.scriptfarm.contract.Digest;
import java.util.LinkedHashMap;
import java.util.Map;

/// The bytecode of the Lua that was linked last: most of a project's files are the same the next
/// time. Not thread-safe.
final class BytecodeMemory {
  /// Bytes of bytecode; that of 250 scripts takes 2 MB.
  private static final long CAPACITY = 24L << 20;

  private static final long PER_ENTRY = 200;

  private record Source(Digest text, String chunkName) {}

  private final LinkedHashMap<Source, LuaJBytecode.Result> known =
      new LinkedHashMap<>(64, 0.75f, true);
  private long size;

  /// What LuaJ makes of a text, as {@link LuaJBytecode#compile} has it.
  LuaJBytecode.Result compile(Digest digest, String text, String chunkName) {
    Source source = new Source(digest, chunkName);
    LuaJBytecode.Result result = known.get(source);
    if (result == null) {
      result = LuaJBytecode.compile(text, chunkName);
      known.put(source, result);
      size += size(result);
      while (size > CAPACITY && known.size() > 1) {
        Map.Entry<Source, LuaJBytecode.Result> eldest = known.pollFirstEntry();
        size -= size(eldest.getValue());
      }
    }
    return result;
  }

  private static long size(LuaJBytecode.Result result) {
    return PER_ENTRY + (result instanceof LuaJBytecode.Result.Chunk(var code) ? code.size() : 0);
  }
}
