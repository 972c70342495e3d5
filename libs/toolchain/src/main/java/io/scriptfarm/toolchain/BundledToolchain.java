package io.scriptfarm.toolchain;

import com.fasterxml.jackson.core.type.TypeReference;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
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

  /// The body of the module that defines the driver's entry points;
  /// `src/main/ts/driver/protocol.ts` documents them.
  public static String driver() {
    return resource("driver.js");
  }

  /// One file of the compilers' packages.
  ///
  /// @param digest of its text in UTF-8
  /// @param size of that in bytes
  public record PackedFile(Digest digest, long size) {}

  /// The types of the driver's entry points as JSON; `protocol.mjs` documents its form.
  public static String protocol() {
    return resource("protocol.json");
  }

  /// The compilers' packages with all that they depend on and read at run time, by path relative to
  /// the folder of packages.
  public static SortedMap<String, PackedFile> listing() {
    return new TreeMap<>(
        Json.read(resource("packages.json"), new TypeReference<Map<String, PackedFile>>() {}));
  }

  /// A file of the listing.
  public static String text(String path) {
    return resource("packages/" + path);
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
