package io.scriptfarm.lua;

import io.scriptfarm.contract.Blob;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LocVars;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Upvaldesc;

/// The bytecode format of Lua 5.2 as `ldump.c` of 5.2.4 writes it on a 64-bit little-endian
/// machine: int 4, size_t 8, instruction 4, number 8 bytes (double).
final class Lua52Dump {
  private static final byte[] HEADER = {
    0x1B, 'L', 'u', 'a', 0x52, 0, 1, 4, 8, 4, 8, 0, 0x19, (byte) 0x93, '\r', '\n', 0x1A, '\n'
  };

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Lua52Dump() {}

  static Blob of(Prototype main) {
    var dump = new Lua52Dump();
    dump.out.writeBytes(HEADER);
    dump.function(main);
    return Blob.of(dump.out.toByteArray());
  }

  private void function(Prototype f) {
    integer(f.linedefined);
    integer(f.lastlinedefined);
    out.write(f.numparams);
    out.write(f.is_vararg);
    out.write(f.maxstacksize);
    integers(f.code);
    constants(f);
    integer(f.upvalues.length);
    for (Upvaldesc upvalue : f.upvalues) {
      out.write(upvalue.instack ? 1 : 0);
      out.write(upvalue.idx);
    }
    debug(f);
  }

  private void constants(Prototype f) {
    integer(f.k.length);
    for (LuaValue constant : f.k) {
      out.write(constant.type() == LuaValue.TINT ? LuaValue.TNUMBER : constant.type());
      switch (constant.type()) {
        case LuaValue.TNIL -> {}
        case LuaValue.TBOOLEAN -> out.write(constant.toboolean() ? 1 : 0);
        case LuaValue.TNUMBER, LuaValue.TINT -> number(constant.todouble());
        case LuaValue.TSTRING -> string(constant.checkstring());
        default -> throw new IllegalArgumentException("a constant of type " + constant.typename());
      }
    }
    integer(f.p.length);
    for (Prototype nested : f.p) {
      function(nested);
    }
  }

  private void debug(Prototype f) {
    string(f.source);
    integers(f.lineinfo);
    integer(f.locvars.length);
    for (LocVars local : f.locvars) {
      string(local.varname);
      integer(local.startpc);
      integer(local.endpc);
    }
    integer(f.upvalues.length);
    for (Upvaldesc upvalue : f.upvalues) {
      string(upvalue.name);
    }
  }

  private void integers(int[] values) {
    integer(values.length);
    for (int value : values) {
      integer(value);
    }
  }

  private void integer(int value) {
    littleEndian(value, 4);
  }

  private void number(double value) {
    littleEndian(Double.doubleToLongBits(value), 8);
  }

  private void string(@Nullable LuaString text) {
    if (text == null) {
      littleEndian(0, 8);
      return;
    }
    littleEndian(text.m_length + 1L, 8);
    out.write(text.m_bytes, text.m_offset, text.m_length);
    out.write(0);
  }

  private void littleEndian(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
