package io.scriptfarm.lua;

import io.scriptfarm.contract.BytecodeFormat;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/// The shared libraries of Lua: those of luajava's natives, which come along for common machines,
/// and of 5.3, which luajava's do not resolve for, that of the system.
public final class LuaLibrary {
  /// What distributions call it; 5.3.6 is the last of its line, and the only one that is used, so
  /// that every worker writes the same bytes.
  private static final List<String> SYSTEM_LUA53 =
      List.of(
          "liblua5.3.so.0",
          "liblua5.3.so",
          "liblua-5.3.so.0",
          "liblua-5.3.so",
          "liblua.so.5.3",
          "liblua.5.3.dylib",
          "liblua5.3.dylib",
          "lua53.dll");

  private LuaLibrary() {}

  /// There is no library here that serves.
  public static final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingException(String reason) {
      super(reason);
    }
  }

  /// Loads the library for the rest of the process.
  public static SymbolLookup open(BytecodeFormat format) throws MissingException {
    return switch (format) {
      case LUA51 -> bundled("lua51", format);
      case LUA54 -> bundled("lua54", format);
      case LUAJIT -> bundled("luajit", format);
      case LUA53 -> systemLua53(format);
      case LUA52 -> throw new MissingException("LuaJ compiles it");
    };
  }

  private static SymbolLookup bundled(String name, BytecodeFormat format) throws MissingException {
    String file = fileName(name);
    try (InputStream in = LuaLibrary.class.getResourceAsStream("/" + file)) {
      if (in == null) {
        throw new MissingException(
            "there is no library of "
                + format.compiler()
                + " for this machine ("
                + file
                + "); run a worker on Linux, macOS or Windows, on x86-64 or arm64");
      }
      Path copy = Files.createTempFile("scriptfarm-", "-" + file);
      try {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        return SymbolLookup.libraryLookup(copy, Arena.global());
      } finally {
        deleteIfPossible(copy);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new MissingException(
          "the library of "
              + format.compiler()
              + " does not load ("
              + e.getMessage()
              + "); it needs glibc on Linux, and a writable java.io.tmpdir that allows executables");
    }
  }

  /// Once loaded, the file is not needed; Windows keeps it all the same.
  private static void deleteIfPossible(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      copy.toFile().deleteOnExit();
    }
  }

  private static SymbolLookup systemLua53(BytecodeFormat format) throws MissingException {
    String other = "";
    for (String name : SYSTEM_LUA53) {
      SymbolLookup library;
      try {
        library = SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException e) {
        continue; // by another name, perhaps
      }
      String release = release(library);
      if (release.contains(format.compiler() + " ")) {
        return library;
      }
      other = "; " + name + " is another version (" + release + ")";
    }
    throw new MissingException(
        "the shared library of "
            + format.compiler()
            + " is not installed"
            + other
            + "; install it where the system's loader finds it (Debian and Ubuntu: apt-get install"
            + " liblua5.3-0) and start the worker again");
  }

  /// What a library of PUC's Lua says of itself, from 5.2 on.
  static String release(SymbolLookup library) {
    return library
        .find("lua_ident")
        .map(text -> text.reinterpret(MAX_IDENT).getString(0))
        .orElse("it does not say which");
  }

  private static final long MAX_IDENT = 1024; // it takes about 130 bytes

  private static String fileName(String name) {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String suffix =
        switch (machine) {
          case "amd64", "x86_64" -> "64";
          case "aarch64", "arm64" -> "arm64";
          default -> "-" + machine; // there is none
        };
    return System.mapLibraryName(name + suffix);
  }
}
