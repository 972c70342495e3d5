package io.scriptfarm.runtime.reallua;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// Tables and functions of Lua that Java holds: each has a slot in Lua's registry until Java lets
/// go of it.
final class References {
  private static final int FIRST = 64; // Lua has some of its own

  private final LuaC lua;
  private final int registry;
  private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();
  private final Set<Held> held = new HashSet<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private int next = FIRST;

  References(LuaC lua) {
    this.lua = lua;
    this.registry = lua.lua().registry();
  }

  private static final class Held extends PhantomReference<Object> {
    private final int slot;

    Held(Object owner, int slot, ReferenceQueue<Object> dropped) {
      super(owner, dropped);
      this.slot = slot;
    }
  }

  /// Takes the value at the top of the stack into a slot.
  int take(long state) {
    Integer again = free.pollLast();
    int slot = again == null ? next++ : again;
    lua.rawSet(state, registry, slot);
    return slot;
  }

  /// Gives the slot back when `owner` is gone.
  void until(Object owner, int slot) {
    held.add(new Held(owner, slot, dropped));
  }

  void push(long state, int slot) {
    lua.rawGet(state, registry, slot);
  }

  void clear(long state) {
    for (Object each = dropped.poll(); each != null; each = dropped.poll()) {
      if (each instanceof Held gone && held.remove(gone)) {
        lua.pushNil(state);
        lua.rawSet(state, registry, gone.slot);
        free.addLast(gone.slot);
      }
    }
  }
}
