package io.scriptfarm.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BytecodeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuaInterpreterTest {
  @Test
  void findsTheFirstProgramOnThePath(@TempDir Path folder) throws IOException {
    Path first = Files.createDirectories(folder.resolve("first"));
    Path second = Files.createDirectories(folder.resolve("second"));
    Files.createFile(first.resolve("lua5.4")); // no program
    Files.createDirectories(first.resolve("luajit"));
    Path program = Files.createFile(second.resolve("lua5.4"));
    assertTrue(program.toFile().setExecutable(true));

    String path = ":" + first + ":" + second;

    assertEquals(Optional.of(program), LuaInterpreter.LUA54.find(path));
    assertEquals(Optional.empty(), LuaInterpreter.LUAJIT.find(path));
    assertEquals(Optional.empty(), LuaInterpreter.LUA54.find(""));
  }

  @Test
  void isNamedByTheTargetsOfTstl() {
    assertEquals(Optional.of(LuaInterpreter.LUA51), LuaInterpreter.ofTarget("5.1"));
    assertEquals(Optional.of(LuaInterpreter.LUAJIT), LuaInterpreter.ofTarget("JIT"));
    assertEquals(Optional.empty(), LuaInterpreter.ofTarget("universal"));
  }

  @Test
  void loadsAFormatOfBytecode() {
    assertEquals(LuaInterpreter.LUA53, LuaInterpreter.of(BytecodeFormat.LUA53));
    for (BytecodeFormat format : BytecodeFormat.values()) {
      assertTrue(LuaInterpreter.of(format).program().startsWith("lua"));
    }
  }
}
