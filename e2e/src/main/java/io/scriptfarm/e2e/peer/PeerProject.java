package io.scriptfarm.e2e.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A case as a project that a farm can build, and that `tstl -p` could build too.
///
/// The suite runs the compiler without a tsconfig, on files of an imaginary folder. What that implies
/// is said here explicitly: the root files in their order, and, because a tsconfig's folder would
/// stand in for them otherwise, the source and the output folder.
///
/// `folder` is where in the snapshot the imaginary folder lies, empty or ending in `/`: some cases
/// name files above it. `blobs` has every content, the snapshot's own among them.
public record PeerProject(
    String folder, ProjectPath config, Digest snapshot, Map<Digest, Blob> blobs) {
  private static final String CONFIG = "tsconfig.json";

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

    String folder = "above/".repeat(roots.stream().mapToInt(PeerProject::levelsAbove).max().orElse(0));
    Contents contents = new Contents();
    files.forEach((name, text) -> contents.add(resolve(folder, name), Blob.ofUtf8(text)));
    ObjectNode tsconfig = tsconfig(test.options(), roots);
    contents.add(folder + CONFIG, Blob.ofUtf8(tsconfig.toPrettyString()));
    if (tsconfig.path("compilerOptions").path("types").toString().contains(LanguageExtensions.PACKAGE)) {
      extensions
          .files()
          .forEach(
              (name, blob) ->
                  contents.add(
                      folder + "node_modules/" + LanguageExtensions.PACKAGE + "/" + name, blob));
    }
    Blob snapshot = SnapshotCodec.encode(Snapshot.of(contents.entries));
    contents.blobs.put(snapshot.digest(), snapshot);
    return new PeerProject(
        folder, new ProjectPath(folder + CONFIG), snapshot.digest(), contents.blobs);
  }

  /// The path of an output as the suite would call it.
  String suitePath(String output) {
    return output.startsWith(folder) ? output.substring(folder.length()) : output;
  }

  private static ObjectNode tsconfig(JsonNode options, List<String> roots) {
    ObjectNode tsconfig = CompilerOptions.toTsconfig(options);
    ObjectNode compiler = (ObjectNode) tsconfig.path("compilerOptions");
    // TSTL without a tsconfig: the project's root is the source root, and both are, unless an option
    // says otherwise, the folder that all sources have in common.
    String rootDir = compiler.path("rootDir").asText(commonFolder(roots));
    String outDir = compiler.path("outDir").asText(rootDir);
    compiler.put("rootDir", relative(rootDir));
    compiler.put("outDir", relative(outDir));
    if (compiler.has("baseUrl")) {
      compiler.put("baseUrl", relative(compiler.path("baseUrl").asText()));
    }
    ArrayNode files = tsconfig.putArray("files");
    roots.forEach(name -> files.add(relative(name)));
    return tsconfig;
  }

  /// The suite's absolute paths lie below its imaginary folder too.
  private static String relative(String path) {
    if (path.startsWith("/")) {
      return "." + path;
    }
    return path.startsWith(".") ? path : "./" + path;
  }

  private static String commonFolder(List<String> roots) {
    List<String> common = null;
    for (String root : roots) {
      if (root.endsWith(".d.ts")) {
        continue;
      }
      List<String> segments = List.of(root.split("/", -1));
      List<String> folders = segments.subList(0, segments.size() - 1);
      if (common == null) {
        common = folders;
      } else {
        int same = 0;
        while (same < Math.min(common.size(), folders.size())
            && common.get(same).equals(folders.get(same))) {
          same++;
        }
        common = common.subList(0, same);
      }
    }
    return common == null ? "." : String.join("/", common) + (common.isEmpty() ? "." : "");
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
