package io.scriptfarm.runtime.luaj;

import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/// A library's table as one script has it: the content is that of all scripts until this one
/// changes it. A copy for each would be most of what a small script takes.
final class LibraryTable extends LuaTable {
  private boolean shares;

  /// Another one with the same content. This one must not be changed any more.
  LibraryTable share() {
    LibraryTable other = new LibraryTable();
    other.array = array;
    other.hash = hash;
    other.hashEntries = hashEntries;
    other.shares = true;
    return other;
  }

  boolean shares() {
    return shares;
  }

  private void own() {
    if (shares) {
      shares = false;
      LibraryTable copy = new LibraryTable();
      Tables.copyInto(this, copy);
      array = copy.array;
      hash = copy.hash;
      hashEntries = copy.hashEntries;
    }
  }

  @Override
  public LuaValue setmetatable(LuaValue metatable) {
    own();
    return super.setmetatable(metatable);
  }

  @Override
  public void presize(int length) {
    own();
    super.presize(length);
  }

  @Override
  public void rawset(int key, LuaValue value) {
    own();
    super.rawset(key, value);
  }

  @Override
  public void rawset(LuaValue key, LuaValue value) {
    own();
    super.rawset(key, value);
  }

  @Override
  public void hashset(LuaValue key, LuaValue value) {
    own();
    super.hashset(key, value);
  }

  @Override
  public LuaValue remove(int position) {
    own();
    return super.remove(position);
  }

  @Override
  public void insert(int position, LuaValue value) {
    own();
    super.insert(position, value);
  }

  @Override
  public void sort(LuaValue order) {
    own();
    super.sort(order);
  }
}
