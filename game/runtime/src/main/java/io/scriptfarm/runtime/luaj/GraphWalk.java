package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.MemoryWalk;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.UpValue;
import org.luaj.vm2.Varargs;

/// What can be reached from a script's globals and exports, in the sizes that a JVM with compressed
/// pointers has. It ends early at so many objects that the walk itself would take too much.
final class GraphWalk implements MemoryWalk {
  private static final int MOST_OBJECTS = 200_000;
  private static final int TABLE = 48; // bytes, as all that follow
  private static final int ENTRY = 32; // of a table, with its slot
  private static final int STRING = 40; // and its bytes
  private static final int NUMBER = 24;
  private static final int CLOSURE = 40;
  private static final int UPVALUE = 28; // with its place in the closure
  private static final int COROUTINE = 1_200; // and its registers
  private static final int REGISTER = 4;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<LuaValue> waiting = new ArrayDeque<>();
  private @Nullable LuaTable table; // that it is in
  private LuaValue last = LuaValue.NIL; // the key in it that was seen last
  private long bytes;

  GraphWalk(LuaValue... roots) {
    for (LuaValue root : roots) {
      meet(root);
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public boolean go(int objects) {
    for (int left = objects; left > 0; left--) {
      if (seen.size() > MOST_OBJECTS) {
        return true;
      }
      LuaTable current = table;
      if (current != null) {
        table = nextOf(current);
      } else if (waiting.isEmpty()) {
        return true;
      } else {
        enter(waiting.removeLast());
      }
    }
    return false;
  }

  /// @return the table while there is more in it
  private @Nullable LuaTable nextOf(LuaTable current) {
    Varargs entry;
    try {
      entry = current.next(last);
    } catch (LuaError e) {
      return null; // the script removed the key meanwhile
    }
    last = entry.arg1();
    if (last.isnil()) {
      return null;
    }
    bytes += ENTRY;
    meet(last);
    meet(entry.arg(2));
    return current;
  }

  private void meet(LuaValue value) {
    switch (value) {
      case LuaString text -> {
        if (seen.add(text)) {
          bytes += STRING + text.m_length;
        }
      }
      case LuaTable _, LuaClosure _, Coroutine _ -> {
        if (seen.add(value)) {
          waiting.addLast(value);
        }
      }
      default -> bytes += value.type() == LuaValue.TNUMBER ? NUMBER : 0;
    }
  }

  private void enter(LuaValue value) {
    switch (value) {
      case LibraryTable library when library.shares() -> bytes += TABLE;
      case LuaTable its -> {
        bytes += TABLE;
        table = its;
        last = LuaValue.NIL;
        LuaValue metatable = its.getmetatable();
        if (metatable != null) {
          meet(metatable);
        }
      }
      case LuaClosure closure -> {
        bytes += CLOSURE;
        for (UpValue upvalue : closure.upValues) {
          if (upvalue != null && seen.add(upvalue)) {
            bytes += UPVALUE;
            meet(upvalue.getValue());
          }
        }
      }
      case Coroutine coroutine -> {
        bytes += COROUTINE;
        for (LuaValue register : coroutine.fiber().frames().allRegisters()) {
          bytes += REGISTER;
          meet(register);
        }
      }
      default -> throw new IllegalStateException("nothing else waits: " + value.typename());
    }
  }
}
