package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.SampleListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/// The Lua functions that a coroutine is in, each with where it is.
final class Frames {
  private static final int MOST_TOLD = 20; // of a traceback, as in Lua itself

  private final int most;
  private @Nullable LuaClosure[] closures = new LuaClosure[16];
  private LuaValue[] @Nullable [] registers = new LuaValue[16][];
  private int[] at = new int[16];
  private int depth;

  /// @param most functions inside of one another
  Frames(int most) {
    this.most = most;
  }

  int depth() {
    return depth;
  }

  void enter(LuaClosure closure, LuaValue[] stack) {
    if (depth == closures.length) {
      if (depth >= most) {
        throw new LuaFailure(LuaValue.valueOf("stack overflow"));
      }
      int room = Math.min(most, depth * 2);
      closures = Arrays.copyOf(closures, room);
      registers = Arrays.copyOf(registers, room);
      at = Arrays.copyOf(at, room);
    }
    closures[depth] = closure;
    registers[depth] = stack;
    depth++;
  }

  void leave() {
    if (depth > 0) {
      depth--;
      closures[depth] = null;
      registers[depth] = null;
    }
  }

  /// @param pc of the instruction that comes next
  /// @return the instruction
  int reach(int pc) {
    at[depth - 1] = pc;
    return at(1).p.code[pc];
  }

  LuaValue[] registers() {
    return Objects.requireNonNull(registers[depth - 1]);
  }

  /// What all functions have in their registers.
  List<LuaValue> allRegisters() {
    List<LuaValue> all = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      LuaValue[] stack = registers[i];
      if (stack != null) {
        Arrays.stream(stack).filter(Objects::nonNull).forEach(all::add);
      }
    }
    return all;
  }

  /// Takes back what a stack overflow of Java left.
  void cutTo(int depth) {
    while (this.depth > depth) {
      leave();
    }
  }

  /// The function at a level; 1 is the innermost.
  LuaClosure at(int level) {
    return Objects.requireNonNull(closures[depth - level]);
  }

  boolean has(int level) {
    return level >= 1 && level <= depth;
  }

  /// -1 where that is not known.
  int line(int level) {
    int[] lines = at(level).p.lineinfo;
    int pc = at[depth - level];
    return lines == null || pc >= lines.length ? -1 : lines[pc];
  }

  /// `door.lua:12:` with a blank after it, or nothing.
  String place(int level) {
    return has(level) ? source(at(level).p) + ":" + line(level) + ": " : "";
  }

  static String source(Prototype function) {
    LuaString source = function.source;
    String name = source == null ? "?" : source.tojstring();
    return name.startsWith("@") || name.startsWith("=") ? name.substring(1) : name;
  }

  /// All of them, innermost first.
  List<SampleListener.Place> places() {
    List<SampleListener.Place> places = new ArrayList<>(depth);
    for (int level = 1; level <= depth; level++) {
      places.add(new SampleListener.Place(source(at(level).p), line(level)));
    }
    return places;
  }

  /// As Lua's own `debug.traceback` says it.
  String traceback(int level) {
    StringBuilder text = new StringBuilder("stack traceback:");
    for (int i = Math.max(1, level); i <= depth && i < level + MOST_TOLD; i++) {
      Prototype function = at(i).p;
      String source = source(function);
      text.append("\n\t").append(source).append(':').append(line(i)).append(": in ");
      if (function.linedefined == 0) {
        text.append("main chunk");
      } else {
        text.append("function <")
            .append(source)
            .append(':')
            .append(function.linedefined)
            .append('>');
      }
    }
    if (depth >= level + MOST_TOLD) {
      text.append("\n\t...");
    }
    return text.toString();
  }
}
