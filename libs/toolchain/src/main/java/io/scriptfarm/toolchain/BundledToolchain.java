package io.scriptfarm.toolchain;

import com.fasterxml.jackson.core.type.TypeReference;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// The toolchain of projects that bring none of their own. Immutable.
public final class BundledToolchain {
  private BundledToolchain() {}

  /// Its versions and its digest; cheap, reads nothing else.
  public static Toolchain identity() {
    return Json.read(resource("toolchain.json"), Toolchain.class);
  }

  /// The script that defines the driver's entry points (`scriptfarmPlan`, `scriptfarmTranspile`,
  /// …); `src/main/ts/main.ts` documents them. About 7 MB.
  public static String driver() {
    return resource("driver.js");
  }

  /// What the compilers read at run time, TypeScript's libraries and TSTL's Lua library, by path
  /// relative to the toolchain's folder. About 4 MB.
  public static Map<String, String> files() {
    return new TreeMap<>(
        Json.read(resource("files.json"), new TypeReference<Map<String, String>>() {}));
  }

  private static String resource(String name) {
    try (InputStream in = BundledToolchain.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            name + " is not on the class path: build libs/toolchain with Maven, which bundles it");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
