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

/// The compilers of projects that bring none of their own, and the farm's part around any.
/// Immutable.
public final class BundledToolchain {
  private BundledToolchain() {}

  /// Its versions, and a digest over all of it; cheap, reads nothing else.
  public static Toolchain identity() {
    return Json.read(resource("toolchain.json"), Toolchain.class);
  }

  /// The script below the compilers: CommonJS modules over a snapshot. `src/main/ts/runtime`
  /// documents it.
  public static String runtime() {
    return resource("runtime.js");
  }

  /// The body of the module that defines the driver's entry points (`scriptfarmPlan`,
  /// `scriptfarmTranspile`, …); `src/main/ts/driver/main.ts` documents them.
  public static String driver() {
    return resource("driver.js");
  }

  /// The compilers' packages with all that they depend on and read at run time, by path relative to
  /// the folder of packages. About 15 MB.
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
