package io.scriptfarm.compiler.toolchain;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.toolchain.BundledToolchain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A pair of compilers, ready to be opened on an engine: the script with the farm's runtime, the
/// compilers' modules and the farm's driver, and the files that they read while they run.
/// Thread-safe.
public final class CompilerPack {
  /// To be raised with every change of how [#script()] is put together: what others keep by
  /// identity and form is made of it. A test notices.
  public static final int FORM = 2;

  /// The version that the farm's driver was tried with from on.
  private static final Version OLDEST_TSTL = new Version(1, 25);

  /// TSTL's caches of nodes and types; `ScriptMemory` in the runtime says why they are replaced.
  private static final Pattern TSTL_CACHE =
      Pattern.compile("^const (\\w+) = new WeakMap\\(\\);$", Pattern.MULTILINE);

  private static final Pattern CACHING_MODULE =
      Pattern.compile("typescript-to-lua/dist/transformation/.*\\.js");

  /// Where TypeScript's checker completes what it put off; `pending.ts` in the runtime says why it
  /// is to do it otherwise.
  private static final Pattern PENDING =
      Pattern.compile(
          "for \\(const (\\w+) of (deferredDiagnosticsCallbacks)\\) \\{\\s*\\1\\(\\);\\s*\\}\\s*\\2 = \\[\\];");

  private static final Pattern BEYOND_LATIN1 = Pattern.compile("[\\x{100}-\\x{ffff}]");
  private static final Pattern MODULE = Pattern.compile(".*\\.(c?js|json)");
  private static final Pattern LUA_LIBRARY = Pattern.compile("typescript-to-lua/dist/lualib/.*");

  private final Toolchain identity;
  private final SortedSet<String> paths;
  private final UnaryOperator<String> texts; // by path

  private CompilerPack(
      InstalledPackages packages, UnaryOperator<String> texts, String typescript, String tstl) {
    this.identity = new Toolchain(typescript, tstl, identify(packages.files()));
    this.paths = Collections.unmodifiableSortedSet(new TreeSet<>(packages.files().keySet()));
    this.texts = texts;
  }

  /// With all their texts in memory, some 15 MB.
  ///
  /// @throws MissingContentException when contents of the packages are not there
  /// @throws UnusableToolchainException when the packages are no compilers that the farm can drive
  static CompilerPack of(InstalledPackages packages, Texts texts)
      throws MissingContentException, UnusableToolchainException {
    Map<String, String> files = new HashMap<>();
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
    return reading(packages, path -> Objects.requireNonNull(files.get(path), path));
  }

  /// @param texts of the packages' files, by path
  static CompilerPack reading(InstalledPackages packages, UnaryOperator<String> texts)
      throws UnusableToolchainException {
    String tstl = version(packages, texts, InstalledPackages.TSTL, "dist/index.js");
    String typescript = version(packages, texts, InstalledPackages.TYPESCRIPT, "lib/typescript.js");
    if (Version.parse(tstl).filter(v -> v.compareTo(OLDEST_TSTL) >= 0).isEmpty()) {
      throw new UnusableToolchainException(
          "the project's typescript-to-lua is "
              + tstl
              + ", and the farm drives "
              + OLDEST_TSTL
              + " and later; update it, or build with tstl");
    }
    return new CompilerPack(packages, texts, typescript, tstl);
  }

  /// By everything in the pack, so that equal pairs are one wherever they were installed, and a
  /// patched copy is a toolchain of its own.
  public Toolchain identity() {
    return identity;
  }

  /// What is in the pack: paths below the folder of packages.
  public SortedSet<String> paths() {
    return paths;
  }

  /// A file of the pack.
  public Optional<String> text(String path) {
    return paths.contains(path) ? Optional.of(texts.apply(path)) : Optional.empty();
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
      InstalledPackages packages, UnaryOperator<String> texts, String name, String main)
      throws UnusableToolchainException {
    if (!packages.files().containsKey(name + "/" + main)) {
      throw new UnusableToolchainException(
          packages.folders().get(name)
              + " has no "
              + main
              + ": it is no "
              + name
              + " that the farm knows; reinstall it, or build with tstl");
    }
    String manifest = name + "/package.json";
    return Json.read(
            packages.files().containsKey(manifest) ? texts.apply(manifest) : "{}", JsonNode.class)
        .path("version")
        .asText("of an unknown version");
  }

  /// What a session evaluates; put together at each call, some 10 MB.
  public String script() {
    StringBuilder script = new StringBuilder(16 << 20);
    script.append(BundledToolchain.runtime());
    script.append("\n__scriptfarm.define({\n");
    for (String path : paths) {
      if (isModule(path)) {
        script
            .append(Json.write("/scriptfarm/node_modules/" + path))
            .append(
                ": function (exports, require, module, __filename, __dirname, process, Buffer, global) {\n")
            .append(module(path, latin1(texts.apply(path))))
            .append("\n},\n");
      }
    }
    script.append(
        "});\n__scriptfarm.boot(function (require) { var exports = {}, module = { exports };\n");
    script.append(BundledToolchain.driver());
    return script.append("\n});\n").toString();
  }

  /// Escapes the few characters beyond Latin-1, because one of them makes a JavaScript engine keep
  /// the whole script in twice the memory.
  private static String latin1(String text) {
    int first = 0;
    while (first < text.length() && text.charAt(first) <= 0xFF) {
      first++;
    }
    return first == text.length()
        ? text
        : BEYOND_LATIN1
            .matcher(text)
            .replaceAll(found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
  }

  /// Whether a file is part of the script; the others are only read.
  public static boolean isModule(String path) {
    return MODULE.matcher(path).matches() && !LUA_LIBRARY.matcher(path).matches();
  }

  private static String module(String path, String text) {
    if (path.endsWith(".json")) {
      return "module.exports = " + text;
    }
    String body = text.startsWith("#!") ? "//" + text : text;
    if (path.equals("typescript/lib/typescript.js")) {
      return completingPending(body);
    }
    return CACHING_MODULE.matcher(path).matches()
        ? TSTL_CACHE
            .matcher(body)
            .replaceAll("const $1 = new (require(\"scriptfarm:runtime\").ScriptMemory)();")
        : body;
  }

  private static String completingPending(String typescript) {
    return PENDING
        .matcher(typescript)
        .replaceAll(
            "var pending = $2; $2 = []; require(\"scriptfarm:runtime\").completePending(pending);");
  }

  /// How many of TSTL's caches are replaced.
  int caches() {
    return paths.stream()
        .filter(path -> CACHING_MODULE.matcher(path).matches())
        .mapToInt(path -> (int) TSTL_CACHE.matcher(texts.apply(path)).results().count())
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
