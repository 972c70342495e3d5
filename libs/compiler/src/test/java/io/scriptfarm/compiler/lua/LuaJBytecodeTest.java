package io.scriptfarm.compiler.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.lua.LuaJBytecode.Result;
import io.scriptfarm.contract.Blob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.lib.jse.JsePlatform;

@Timeout(60)
class LuaJBytecodeTest {
  private static final String NAME = "@game/unit.lua";

  /// Every kind of constant, nesting, upvalues, varargs, goto, methods, and text that is not ASCII.
  private static final String PROGRAM =
      """
      local Unit = {}
      Unit.__index = Unit
      local count, big, tiny = 0, 1e300, 5e-324
      function Unit.new(name, ...)
        count = count + 1
        return setmetatable({name = name, args = {...}, n = select('#', ...)}, Unit)
      end
      function Unit:greet() return ("Grüße, " .. self.name .. " 日本 \\0end"):gsub("\\0", "|") end
      for i = 1, 3 do
        for j = 1, 3 do
          if j == 2 then goto continue end
          print(i, j, i * j, i / 2, i % 2 == 0, i == 2 and nil)
          ::continue::
        end
      end
      local u = Unit.new("Ärger", 1, nil, "x", true)
      print(u:greet(), u.n, count, big > tiny, 2147483648, -7, 0.1)
      print(#"äöü", ("é"):byte(1, -1))
      local fs = {}
      for i = 1, 3 do fs[i] = function() count = count + i return count end end
      print(fs[1](), fs[2](), fs[3]())
      print(coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b end)(41))
      print(pcall(function() error({}) end))
      """;

  @Test
  @DisplayName("R6 the dump prints in LuaJ what the source prints")
  void printsWhatTheSourcePrints() {
    byte[] source = PROGRAM.getBytes(StandardCharsets.UTF_8);
    String expected = run(source).replaceAll("table: \\w+", "table");
    assertTrue(expected.contains("Grüße, Ärger 日本 |end"), expected);
    assertEquals(expected, run(chunk(PROGRAM).bytes()).replaceAll("table: \\w+", "table"));
  }

  @Test
  @DisplayName("R6 errors name the file and the line")
  void keepsLinesAndNames() {
    Blob chunk = chunk("local x\n\nlocal function f()\n  return x.y.z\nend\nf()");
    LuaError e = assertThrows(LuaError.class, () -> run(chunk.bytes()));
    assertTrue(String.valueOf(e.getMessage()).contains("game/unit.lua:4"), e.getMessage());
    String text = new String(chunk.bytes(), StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(NAME), "the chunk's name is missing");
    String shortSource =
        run(chunk("print(debug.getinfo(1).short_src, debug.getinfo(1).currentline)").bytes());
    assertTrue(shortSource.contains("game/unit.lua"), shortSource);
  }

  @Test
  @DisplayName("R6 the same text gives the same bytes, on many threads too")
  void isDeterministic() throws Exception {
    Blob first = chunk(PROGRAM);
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<Blob>> again = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        again.add(threads.submit(() -> chunk(PROGRAM)));
      }
      for (Future<Blob> each : again) {
        assertEquals(first, each.get());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local a = 1\nlocal b = a // 2",
        "local a = 1\nlocal b = a & 2",
        "local a = 1\nlocal b <const> = a",
        "local a = 1\nbreak",
        "local a = 1\nlocal s = \"open",
        "local a = 1\ngoto nowhere",
        "local a = 1\nlocal b = a << 1"
      })
  void refusesWhatIsNotLua52AndSaysWhere(String lua) {
    var refused = assertInstanceOf(Result.NotLua52.class, LuaJBytecode.compile(lua, NAME));
    assertEquals(2, refused.line(), refused.toString());
    assertTrue(!refused.message().contains("unit.lua:"), refused.message());
  }

  @Test
  void findsTheLineUnderAnyChunkName() {
    for (String name :
        List.of(
            "@a b/ü.lua", "=(load)", "@" + "long/".repeat(50) + "x.lua", "@c:7: d.lua", "plain")) {
      var refused =
          assertInstanceOf(Result.NotLua52.class, LuaJBytecode.compile("\n\nx = = 1", name));
      assertEquals(3, refused.line(), name + " " + refused);
    }
  }

  @Test
  void answersForWeirdInputInsteadOfFailing() {
    String start = "local t = " + "{".repeat(100_000);
    assertInstanceOf(Result.NotLua52.class, LuaJBytecode.compile(start, NAME));
    assertInstanceOf(
        Result.NotLua52.class,
        LuaJBytecode.compile("local x = " + "(".repeat(100_000) + "1" + ")".repeat(100_000), NAME));
    assertInstanceOf(
        Result.NotLua52.class,
        LuaJBytecode.compile(
            "return " + "-".repeat(1) + "(" + "not ".repeat(100_000) + "1)", NAME));
    assertInstanceOf(Result.Chunk.class, LuaJBytecode.compile("", NAME));
    assertInstanceOf(
        Result.NotLua52.class, LuaJBytecode.compile("local a" + ", a".repeat(300), NAME));
    var random = new Random(20260101);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = PROGRAM.getBytes(StandardCharsets.UTF_8);
      for (int j = 0; j < 3; j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      LuaJBytecode.compile(Blob.of(bytes), NAME);
    }
  }

  @Test
  @DisplayName("R6 real Lua 5.2 loads the dump, and luac 5.2 writes the same")
  void realLuaLoadsTheDump(@TempDir Path folder) throws Exception {
    String lua = onPath("lua5.2");
    Path source = Files.writeString(folder.resolve("p.lua"), PROGRAM);
    Path dump = Files.write(folder.resolve("p.luac"), chunk(PROGRAM).bytes());
    assertEquals(output(lua, source), output(lua, dump));
    String luac = onPath("luac5.2");
    Path own = folder.resolve("own.luac");
    new ProcessBuilder(luac, "-o", own.toString(), "p.lua")
        .directory(folder.toFile())
        .start()
        .waitFor();
    var compiled = assertInstanceOf(Result.Chunk.class, LuaJBytecode.compile(PROGRAM, "@p.lua"));
    assertEquals(Blob.of(Files.readAllBytes(own)), compiled.bytecode());
  }

  private static String onPath(String program) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      Path candidate = Path.of(folder, program);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    return Assumptions.abort(program + " is not on the PATH");
  }

  private static String output(String lua, Path chunk) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(lua, chunk.toString()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text.replaceAll("table: \\w+", "table");
  }

  private static Blob chunk(String lua) {
    return assertInstanceOf(Result.Chunk.class, LuaJBytecode.compile(lua, NAME)).bytecode();
  }

  private static String run(byte[] chunk) {
    Globals globals = JsePlatform.debugGlobals();
    var printed = new ByteArrayOutputStream();
    globals.STDOUT = new PrintStream(printed, true, StandardCharsets.UTF_8);
    globals.load(new ByteArrayInputStream(chunk), NAME, "bt", globals).call();
    return printed.toString(StandardCharsets.UTF_8);
  }
}
