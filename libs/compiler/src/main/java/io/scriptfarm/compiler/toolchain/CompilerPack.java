package io.scriptfarm.compiler.toolchain;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.toolchain.BundledToolchain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A pair of compilers, ready to be opened on an engine: the script with the farm's runtime, the
/// compilers' modules and the farm's driver, and the files that they read while they run. Takes
/// some 30 MB. Immutable.
///
/// @param identity by everything in the pack, so that equal pairs are one wherever they were
///     installed, and a patched copy is a toolchain of its own
/// @param files by path below the folder of packages
public record CompilerPack(Toolchain identity, String script, Map<String, String> files) {
  /// The version that the farm's driver was tried with from on.
  private static final Version OLDEST_TSTL = new Version(1, 25);

  /// TSTL's caches of nodes and types; `ScriptMemory` in the runtime says why they are replaced.
  private static final Pattern TSTL_CACHE =
      Pattern.compile("^const (\\w+) = new WeakMap\\(\\);$", Pattern.MULTILINE);

  private static final Pattern CACHING_MODULE =
      Pattern.compile("typescript-to-lua/dist/transformation/.*\\.js");

  /// Where TypeScript formats a union; `unions.ts` in the runtime says why it is to tell.
  private static final Pattern UNION_FORMAT =
      Pattern.compile("function formatUnionTypes\\((\\w+)(, \\w+)?\\) \\{");

  private static final Pattern LUA_LIBRARY = Pattern.compile("typescript-to-lua/dist/lualib/.*");

  /// @throws MissingContentException when contents of the packages are not there
  /// @throws UnusableToolchainException when the packages are no compilers that the farm can drive
  static CompilerPack of(InstalledPackages packages, Texts texts)
      throws MissingContentException, UnusableToolchainException {
    Map<String, String> files = new TreeMap<>();
    Set<Digest> missing = new HashSet<>();
    packages
        .files()
        .forEach(
            (path, digest) ->
                texts
                    .read(digest)
                    .ifPresentOrElse(text -> files.put(path, text), () -> missing.add(digest)));
    if (!missing.isEmpty()) {
      throw new MissingContentException(missing);
    }
    String tstl = version(files, InstalledPackages.TSTL, "dist/index.js", packages);
    String typescript = version(files, InstalledPackages.TYPESCRIPT, "lib/typescript.js", packages);
    if (Version.parse(tstl).filter(v -> v.compareTo(OLDEST_TSTL) >= 0).isEmpty()) {
      throw new UnusableToolchainException(
          "the project's typescript-to-lua is "
              + tstl
              + ", and the farm drives "
              + OLDEST_TSTL
              + " and later; update it, or build with tstl");
    }
    return new CompilerPack(
        new Toolchain(typescript, tstl, identify(packages.files())),
        script(files),
        Map.copyOf(files));
  }

  /// The digest of the toolchain that these files are, together with the farm's own part.
  static Digest identify(SortedMap<String, Digest> files) {
    List<String> parts = new ArrayList<>();
    parts.add(BundledToolchain.identity().digest().hex());
    files.forEach(
        (path, digest) -> {
          parts.add(path);
          parts.add(digest.hex());
        });
    return CompileKey.of("toolchain", parts).digest();
  }

  private static String version(
      Map<String, String> files, String name, String main, InstalledPackages packages)
      throws UnusableToolchainException {
    String folder = packages.folders().get(name);
    if (!files.containsKey(name + "/" + main)) {
      throw new UnusableToolchainException(
          folder
              + " has no "
              + main
              + ": it is no "
              + name
              + " that the farm knows; reinstall it, or build with tstl");
    }
    JsonNode version =
        Json.read(files.getOrDefault(name + "/package.json", "{}"), JsonNode.class).path("version");
    return version.asText("of an unknown version");
  }

  private static String script(Map<String, String> files) {
    StringBuilder script = new StringBuilder(16 << 20);
    script.append(BundledToolchain.runtime());
    script.append("\n__scriptfarm.define({\n");
    files.forEach(
        (path, text) -> {
          if (isModule(path)) {
            script
                .append(Json.write("/scriptfarm/node_modules/" + path))
                .append(
                    ": function (exports, require, module, __filename, __dirname, process, Buffer, global) {\n")
                .append(module(path, text))
                .append("\n},\n");
          }
        });
    script.append(
        "});\n__scriptfarm.boot(function (require) { var exports = {}, module = { exports };\n");
    script.append(BundledToolchain.driver());
    return script.append("\n});\n").toString();
  }

  private static boolean isModule(String path) {
    return path.matches(".*\\.(c?js|json)") && !LUA_LIBRARY.matcher(path).matches();
  }

  private static String module(String path, String text) {
    if (path.endsWith(".json")) {
      return "module.exports = " + text;
    }
    String body = text.startsWith("#!") ? "//" + text : text;
    if (path.equals("typescript/lib/typescript.js")) {
      return tellingUnions(body);
    }
    return CACHING_MODULE.matcher(path).matches()
        ? TSTL_CACHE
            .matcher(body)
            .replaceAll("const $1 = new (require(\"scriptfarm:runtime\").ScriptMemory)();")
        : body;
  }

  private static String tellingUnions(String typescript) {
    Matcher format = UNION_FORMAT.matcher(typescript);
    return format.find()
        ? "require(\"scriptfarm:runtime\").showsUnions();\n"
            + format.replaceAll("$0 $1 = require(\"scriptfarm:runtime\").shownUnion($1);")
        : typescript;
  }

  /// How many of TSTL's caches are replaced.
  static int cachesIn(Map<String, String> files) {
    return files.entrySet().stream()
        .filter(file -> CACHING_MODULE.matcher(file.getKey()).matches())
        .mapToInt(file -> (int) TSTL_CACHE.matcher(file.getValue()).results().count())
        .sum();
  }

  private record Version(int major, int minor) implements Comparable<Version> {
    private static final Pattern FORM = Pattern.compile("(\\d+)\\.(\\d+)\\..*");

    static Optional<Version> parse(String text) {
      Matcher form = FORM.matcher(text);
      return form.matches()
          ? Optional.of(
              new Version(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2))))
          : Optional.empty();
    }

    @Override
    public int compareTo(Version other) {
      return major != other.major
          ? Integer.compare(major, other.major)
          : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }
}
