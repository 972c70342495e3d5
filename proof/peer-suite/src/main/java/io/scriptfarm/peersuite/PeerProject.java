package io.scriptfarm.peersuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.SnapshotMount;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A case as a project that a farm can build, and that `tstl -p` could build too.
///
/// The suite runs the compiler without a tsconfig, on files of an imaginary folder. What that
/// implies is said here explicitly: the root files in their order, and, because a tsconfig's folder
/// would stand in for them otherwise, the source and the output folder.
///
/// `folder` is where in the snapshot the imaginary folder lies, empty or ending in `/`: some cases
/// name files above it. `blobs` has every content, the snapshot's own among them.
public record PeerProject(
    String folder, ProjectPath config, Digest snapshot, Map<Digest, Blob> blobs) {
  private static final String CONFIG = "tsconfig.json";
  private static final String ABOVE = "above/";

  public PeerProject {
    blobs = Map.copyOf(blobs);
  }

  public static PeerProject of(PeerCase test, LanguageExtensions extensions) {
    List<String> roots = new ArrayList<>();
    Map<String, String> files = new TreeMap<>();
    test.extraFiles()
        .forEach(
            (name, text) -> {
              if (!name.endsWith(".lua")) {
                roots.add(name);
              }
              // The suite's compiler host compares names as they are, and TypeScript asks without
              // the `./`: for the compiler such a file is not there.
              if (!name.startsWith("./")) {
                files.put(name, text);
              }
            });
    roots.add(test.mainFile());
    files.put(test.mainFile(), test.source());

    String folder = ABOVE.repeat(roots.stream().mapToInt(PeerProject::levelsAbove).max().orElse(0));
    Contents contents = new Contents();
    files.forEach((name, text) -> contents.add(resolve(folder, name), Blob.ofUtf8(text)));
    Path projectRoot = projectRoot(test.options(), roots);
    ObjectNode tsconfig = tsconfig(test.options(), roots, projectRoot);
    String config = resolve(folder, projectRoot.resolve(CONFIG).toString());
    contents.add(config, Blob.ofUtf8(tsconfig.toPrettyString()));
    if (tsconfig
        .path("compilerOptions")
        .path("types")
        .toString()
        .contains(LanguageExtensions.PACKAGE)) {
      extensions
          .files()
          .forEach(
              (name, blob) ->
                  contents.add(
                      folder + "node_modules/" + LanguageExtensions.PACKAGE + "/" + name, blob));
    }
    Blob snapshot = SnapshotCodec.encode(Snapshot.of(contents.entries));
    contents.blobs.put(snapshot.digest(), snapshot);
    return new PeerProject(folder, new ProjectPath(config), snapshot.digest(), contents.blobs);
  }

  /// The path of an output as the suite would call it.
  String suitePath(String output) {
    return output.startsWith(folder) ? output.substring(folder.length()) : output;
  }

  /// TSTL without a tsconfig takes the source root for the project's root, and where that is unset
  /// the folder that all sources have in common.
  private static Path projectRoot(JsonNode options, List<String> roots) {
    if (options.has("rootDir")) {
      return path(options.path("rootDir").asText());
    }
    List<Path> folders =
        roots.stream()
            .filter(root -> !root.endsWith(".d.ts"))
            .map(root -> path(root).resolveSibling(""))
            .toList();
    Path common = folders.isEmpty() ? path("") : folders.getFirst();
    while (!folders.stream().allMatch(startsWith(common))) {
      common = common.resolveSibling("");
    }
    return common;
  }

  private static Predicate<Path> startsWith(Path common) {
    return folder -> common.toString().isEmpty() || folder.startsWith(common);
  }

  private static ObjectNode tsconfig(JsonNode options, List<String> roots, Path projectRoot) {
    ObjectNode tsconfig = CompilerOptions.toTsconfig(options);
    ObjectNode compiler = (ObjectNode) tsconfig.path("compilerOptions");
    for (String option : List.of("rootDir", "outDir", "baseUrl")) {
      if (compiler.has(option)) {
        compiler.put(option, seenFrom(projectRoot, compiler.path(option).asText()));
      }
    }
    ArrayNode files = tsconfig.putArray("files");
    roots.forEach(name -> files.add(seenFrom(projectRoot, name)));
    return tsconfig;
  }

  private static String seenFrom(Path folder, String path) {
    String relative = folder.relativize(path(path)).toString();
    return relative.startsWith("..") ? relative : "./" + relative;
  }

  /// A path below the suite's imaginary folder, where its absolute ones lie too.
  private static Path path(String path) {
    return Path.of(path.startsWith("/") ? path.substring(1) : path).normalize();
  }

  /// A message as the suite would have it: with paths from its imaginary folder.
  String suiteMessage(String message) {
    return PeerCase.withoutDot(
        message
            .replace(SnapshotMount.ROOT + "/" + folder, "")
            .replace(SnapshotMount.ROOT + "/", folder.replace(ABOVE, "../")));
  }

  private static int levelsAbove(String path) {
    int levels = 0;
    String rest = path;
    while (rest.startsWith("../")) {
      levels++;
      rest = rest.substring(3);
    }
    return levels;
  }

  private static String resolve(String folder, String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : (folder + path).split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> segments.removeLast();
        default -> segments.add(segment);
      }
    }
    return String.join("/", segments);
  }

  private static final class Contents {
    private final Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
    private final Map<Digest, Blob> blobs = new HashMap<>();

    void add(String path, Blob blob) {
      entries.put(new ProjectPath(path), new Snapshot.File(blob.digest(), blob.size()));
      blobs.put(blob.digest(), blob);
    }
  }
}
