package io.scriptfarm.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A kind of Lua bytecode (requirement R6), for 64-bit little-endian machines, with debug
/// information. Luau is not among them: its engines compile source themselves.
public enum BytecodeFormat {
  LUA51("5.1", "Lua 5.1.5"),
  /// Loaded by Lua 5.2 and by LuaJ.
  LUA52("5.2", "LuaJ 3.0.1"),
  LUA53("5.3", "Lua 5.3.6"),
  LUA54("5.4", "Lua 5.4.7"),
  /// Of LuaJIT 2.1 with GC64, its default on 64-bit machines.
  LUAJIT("JIT", "LuaJIT 2.1.1723675123");

  /// TSTL's name for Lua that runs on every version, and what it takes when no target is set.
  private static final String UNIVERSAL = "universal";

  private final String target;
  private final String compiler;

  BytecodeFormat(String target, String compiler) {
    this.target = target;
    this.compiler = compiler;
  }

  /// As requests and events name it, such as `lua54`.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What compiles it, with its version: another one may give other bytes, so it is part of keys,
  /// and no other is ever used.
  public String compiler() {
    return compiler;
  }

  /// @throws IllegalArgumentException when there is no such format
  public static BytecodeFormat of(String id) {
    return Arrays.stream(values())
        .filter(format -> format.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no format `"
                        + id
                        + "`, but "
                        + Arrays.stream(values())
                            .map(BytecodeFormat::id)
                            .collect(Collectors.joining(", "))));
  }

  /// The format for a value of TSTL's option `luaTarget`. Universal Lua gets what LuaJ loads: games
  /// on the JVM build it most. Empty where engines load source only (Luau), or where no compiler is
  /// at hand (5.0, 5.5).
  ///
  /// @param luaTarget empty when the configuration sets none
  public static Optional<BytecodeFormat> ofTarget(Optional<String> luaTarget) {
    String target = luaTarget.orElse(UNIVERSAL);
    return target.equalsIgnoreCase(UNIVERSAL)
        ? Optional.of(LUA52)
        : Arrays.stream(values())
            .filter(format -> format.target.equalsIgnoreCase(target))
            .findFirst();
  }
}
