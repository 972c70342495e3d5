package io.scriptfarm.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.lua.LuaCompiler.Dump;
import io.scriptfarm.lua.LuaCompiler.NotLua;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.lib.jse.JsePlatform;

@Timeout(60)
class LuaCompilersTest {
  private static final String NAME = "@game/unit.lua";
  private static final LuaCompilers COMPILERS = LuaCompilers.ofThisMachine();

  /// Every kind of constant, nesting, upvalues, varargs, methods, tables of constants with many
  /// names, and text that is not ASCII, in what all dialects have in common.
  private static final String PROGRAM =
      """
      local Unit = {}
      Unit.__index = Unit
      local count, big, tiny = 0, 1e300, 5e-324
      function Unit.new(name, ...)
        count = count + 1
        return setmetatable({name = name, args = {...}, n = select('#', ...)}, Unit)
      end
      function Unit:greet() return (("Grüße, " .. self.name .. " 日本 \\0end"):gsub("%z", "|")) end
      for i = 1, 3 do
        for j = 1, 3 do
          if j ~= 2 then print(i, j, i * j, i % 2 == 0, i == 2 and nil) end
        end
      end
      local u = Unit.new("Ärger", 1, nil, "x", true)
      print(#u:greet(), u.n, count, big > tiny, 2147483648, -7, 0.1)
      print(#"äöü", ("é"):byte(1, -1))
      local fs = {}
      for i = 1, 3 do fs[i] = function() count = count + i return count end end
      print(fs[1](), fs[2](), fs[3]())
      print(coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b end)(41))
      local prices = {sword = 10, shield = 15, bow = 8, potion = 2, ring = 99, helm = 7, boots = 4}
      local names = {}
      for name in pairs(prices) do names[#names + 1] = name end
      table.sort(names)
      print(table.concat(names, " "), prices.bow)
      print(pcall(function() error({}) end))
      """;

  private static Blob text(String lua) {
    return Blob.ofUtf8(lua);
  }

  private static LuaCompiler compiler(BytecodeFormat format) {
    return switch (COMPILERS.find(format)) {
      case LuaCompilers.Here(LuaCompiler compiler) -> compiler;
      case LuaCompilers.Absent(String reason) -> Assumptions.abort(reason);
    };
  }

  private static Blob dump(BytecodeFormat format, String lua) {
    return assertInstanceOf(Dump.class, compiler(format).compile(text(lua), NAME)).bytecode();
  }

  private static NotLua refused(BytecodeFormat format, String lua) {
    return assertInstanceOf(NotLua.class, compiler(format).compile(text(lua), NAME));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("R6 the dump prints in the real interpreter what the source prints")
  void printsInTheRealInterpreterWhatTheSourcePrints(BytecodeFormat format, @TempDir Path folder)
      throws Exception {
    Interpreter lua = Interpreter.of(format);
    Path source = Files.writeString(folder.resolve("p.lua"), PROGRAM);
    Path code = Files.write(folder.resolve("p.luac"), dump(format, PROGRAM).bytes());

    String expected = lua.output(source);

    assertTrue(expected.contains("boots bow helm potion"), expected);
    assertEquals(expected, lua.output(code));
  }

  @Test
  @DisplayName("R6 LuaJ loads what is for Lua 5.2, and prints the same")
  void printsInLuaJWhatTheSourcePrints() {
    byte[] source = PROGRAM.getBytes(StandardCharsets.UTF_8);
    String expected = inLuaJ(source);
    assertTrue(expected.contains("boots bow helm potion"), expected);
    assertEquals(expected, inLuaJ(dump(BytecodeFormat.LUA52, PROGRAM).bytes()));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("R6 errors name the file and the line")
  void keepsLinesAndNames(BytecodeFormat format, @TempDir Path folder) throws Exception {
    Blob code = dump(format, "local x\n\nlocal function f()\n  return x.y.z\nend\nf()");
    String printed =
        Interpreter.of(format).output(Files.write(folder.resolve("e.luac"), code.bytes()));
    assertTrue(printed.contains("game/unit.lua:4: attempt to index "), printed);
    assertTrue(printed.contains("'x'"), printed);
  }

  @Test
  void keepsLinesAndNamesInLuaJ() {
    Blob chunk =
        dump(BytecodeFormat.LUA52, "local x\n\nlocal function f()\n  return x.y.z\nend\nf()");
    LuaError e = assertThrows(LuaError.class, () -> inLuaJ(chunk.bytes()));
    assertTrue(String.valueOf(e.getMessage()).contains("game/unit.lua:4"), e.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("R6 the same text gives the same bytes, on many threads and in other processes")
  void isDeterministic(BytecodeFormat format) throws Exception {
    Blob first = dump(format, PROGRAM);
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<Blob>> again = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        again.add(threads.submit(() -> dump(format, PROGRAM)));
      }
      for (Future<Blob> each : again) {
        assertEquals(first, each.get());
      }
    }
    for (int i = 0; i < 2; i++) {
      assertEquals(first.digest().hex(), inAnotherProcess(format));
    }
  }

  /// Prints the digest of the program's dump; run in a process of its own.
  static final class Other {
    private Other() {}

    public static void main(String[] args) {
      System.out.print(dump(BytecodeFormat.of(args[0]), PROGRAM).digest().hex());
    }
  }

  private static String inAnotherProcess(BytecodeFormat format) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                format.id())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void saysWhereTextIsNoLua(BytecodeFormat format) {
    for (String lua :
        List.of(
            "local a = 1\nlocal b = = a",
            "local a = 1\nbreak",
            "local a = 1\nlocal s = \"open",
            "local a = 1\nlocal b a",
            "do\n  (function() break end)()\nend")) {
      NotLua refused = refused(format, lua);
      assertEquals(2, refused.line(), lua + " " + refused);
      assertFalse(refused.message().contains(":2:"), refused.message());
    }
  }

  @Test
  void eachDialectHasItsOwnSyntax() {
    Set<BytecodeFormat> integers = EnumSet.of(BytecodeFormat.LUA53, BytecodeFormat.LUA54);
    assertEquals(integers, formatsOf("local a = 1\nlocal b = a // 2"));
    assertEquals(integers, formatsOf("local a = 1\nlocal b = a << 2"));
    assertEquals(EnumSet.of(BytecodeFormat.LUA54), formatsOf("local a <const> = 1"));
    Set<BytecodeFormat> jumps = EnumSet.allOf(BytecodeFormat.class);
    jumps.remove(BytecodeFormat.LUA51);
    assertEquals(
        jumps, formatsOf("for i = 1, 2 do if i == 1 then goto on end print(i) ::on:: end"));
  }

  private static Set<BytecodeFormat> formatsOf(String lua) {
    Set<BytecodeFormat> formats = EnumSet.noneOf(BytecodeFormat.class);
    for (BytecodeFormat format : BytecodeFormat.values()) {
      if (compiler(format).compile(text(lua), NAME) instanceof Dump) {
        formats.add(format);
      }
    }
    return formats;
  }

  @ParameterizedTest
  @EnumSource
  void findsTheLineUnderAnyChunkName(BytecodeFormat format) {
    for (String name :
        List.of(
            "@a b/ü.lua", "=(load)", "@" + "long/".repeat(50) + "x.lua", "@c:7: d.lua", "plain")) {
      var refused =
          assertInstanceOf(NotLua.class, compiler(format).compile(text("\n\nx = = 1"), name), name);
      assertEquals(3, refused.line(), name + " " + refused);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("files begin as Lua's own loader takes them")
  void takesFilesAsLuaDoes(BytecodeFormat format) {
    LuaCompiler compiler = compiler(format);
    Blob plain = dump(format, "\nprint(1)");
    assertEquals(new Dump(plain), compiler.compile(text("#!/usr/bin/lua\nprint(1)"), NAME));
    assertEquals(new Dump(plain), compiler.compile(text("\uFEFF\nprint(1)"), NAME));
    assertInstanceOf(Dump.class, compiler.compile(text(""), NAME));
    assertInstanceOf(Dump.class, compiler.compile(text("#"), NAME));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("R6 bytecode is never loaded, sound or corrupt")
  void refusesBytecode(BytecodeFormat format) {
    byte[] sound = dump(format, PROGRAM).bytes();
    NotLua refused = assertInstanceOf(NotLua.class, compiler(format).compile(Blob.of(sound), NAME));
    assertTrue(refused.message().contains("bytecode"), refused.message());
    var random = new Random(20260102);
    for (int i = 0; i < 500; i++) {
      byte[] corrupt = sound.clone();
      corrupt[4 + random.nextInt(corrupt.length - 4)] = (byte) random.nextInt(256);
      assertInstanceOf(NotLua.class, compiler(format).compile(Blob.of(corrupt), NAME));
      // What hides it from our own look at the first byte meets Lua's.
      byte[] hidden = new byte[corrupt.length + 3];
      Arrays.fill(hidden, 0, 1, (byte) '\n');
      System.arraycopy(corrupt, 0, hidden, 1, corrupt.length);
      assertInstanceOf(NotLua.class, compiler(format).compile(Blob.of(hidden), NAME));
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersForWeirdInputInsteadOfFailing(BytecodeFormat format) {
    refused(format, "local t = " + "{".repeat(100_000));
    refused(format, "local x = " + "(".repeat(100_000) + "1" + ")".repeat(100_000));
    refused(format, "return -(" + "not ".repeat(100_000) + "1)");
    refused(format, "local a" + ", a".repeat(300));
    var random = new Random(20260101);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = PROGRAM.getBytes(StandardCharsets.UTF_8);
      for (int j = 0; j < 3; j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      switch (compiler(format).compile(Blob.of(bytes), NAME)) {
        case Dump(Blob bytecode) -> assertTrue(bytecode.size() > 100);
        case NotLua(int line, String message) ->
            assertTrue(line >= 1 && line <= 30 && !message.isEmpty(), line + ": " + message);
      }
    }
  }

  @Test
  @DisplayName("R6 the versions in keys are those of the compilers")
  void keysNameTheVersions() throws Exception {
    assertTrue(
        LuaLibrary.release(LuaLibrary.open(BytecodeFormat.LUA54))
            .contains(BytecodeFormat.LUA54.compiler() + " "));
    String symbol = BytecodeFormat.LUAJIT.compiler().replace("LuaJIT ", "").replace('.', '_');
    assertTrue(
        LuaLibrary.open(BytecodeFormat.LUAJIT).find("luaJIT_version_" + symbol).isPresent(),
        BytecodeFormat.LUAJIT.compiler());
    String jar = Globals.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    String version = BytecodeFormat.LUA52.compiler().replace("LuaJ ", "");
    assertTrue(jar.endsWith("luaj-jse-" + version + ".jar"), jar);
  }

  @Test
  @DisplayName("R6 luac 5.2 writes the same")
  void isWhatLuac52Writes(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("p.lua"), PROGRAM);
    Path own = folder.resolve("own.luac");
    new ProcessBuilder(
            Interpreter.of(BytecodeFormat.LUA52).compiler().toString(),
            "-o",
            own.toString(),
            "p.lua")
        .directory(folder.toFile())
        .inheritIO()
        .start()
        .waitFor();
    var compiled =
        assertInstanceOf(
            Dump.class, compiler(BytecodeFormat.LUA52).compile(text(PROGRAM), "@p.lua"));
    assertEquals(Blob.of(Files.readAllBytes(own)), compiled.bytecode());
  }

  @Test
  @DisplayName("R6 where there is no library, the reason says which format and what to do")
  void saysWhatIsMissing() {
    var absent =
        assertInstanceOf(LuaCompilers.Absent.class, LuaCompilers.none().find(BytecodeFormat.LUA54));
    assertTrue(
        absent.reason().startsWith("bytecode for lua54 is not available here: "), absent.reason());
    if (COMPILERS.find(BytecodeFormat.LUA53) instanceof LuaCompilers.Absent(String reason)) {
      assertTrue(reason.contains("liblua5.3-0"), reason);
    }
  }

  private static String inLuaJ(byte[] chunk) {
    Globals globals = JsePlatform.debugGlobals();
    var printed = new ByteArrayOutputStream();
    globals.STDOUT = new PrintStream(printed, true, StandardCharsets.UTF_8);
    globals.load(new ByteArrayInputStream(chunk), NAME, "bt", globals).call();
    return Interpreter.withoutAddresses(printed.toString(StandardCharsets.UTF_8));
  }
}
