package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.ProjectGraph;
import io.scriptfarm.compiler.protocol.ProjectGraph.GraphFile;
import io.scriptfarm.compiler.protocol.ProjectGraph.Reference;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What the files of a program can see of each other, and so the key of each script (requirement
/// R4): its own content, and of everything that it can reach by imports, and of everything that
/// concerns all files, what can be seen from outside. A changed body of a function that leaves its
/// type alone changes one key.
///
/// Of a script, others see its outline, and the types that are inferred from its functions' bodies.
/// Where those are not known yet, the whole content stands in their place: that makes a key that
/// changes too often, never one that changes too rarely.
final class Visibility {
  private final List<GraphFile> files;
  private final int
      everywhere; // the node that every file refers to, and that refers to all ambient files
  private final String setting;
  private final Components components;
  private final CompileKey[] bases;
  private final CompileKey[] views;
  private final Map<Integer, Digest> inferred = new HashMap<>();
  private final Map<CompileKey, Integer> unknown = new LinkedHashMap<>();

  private Visibility(Digest toolchain, ProjectGraph graph) {
    this.files = graph.files();
    this.everywhere = files.size();
    this.setting = CompileKey.of("setting", toolchain.hex(), graph.environment()).toString();
    this.components = Components.of(edges());
    this.bases = new CompileKey[components.count()];
    this.views = new CompileKey[components.count()];
  }

  /// @param toolchain what compiles the program
  static Visibility of(Digest toolchain, ProjectGraph graph, Inferences inferences) {
    Visibility visibility = new Visibility(toolchain, graph);
    for (List<Integer> level : visibility.components.byLevel()) {
      visibility.see(level, inferences);
    }
    return visibility;
  }

  /// Equal keys, equal outcomes of transpiling.
  CompileKey transpileKey(int file) {
    int component = components.componentOf(file);
    GraphFile source = files.get(file);
    // A file by itself is seen by others only, and need not be known to be compiled.
    CompileKey surroundings =
        components.members(component).length == 1 ? bases[component] : views[component];
    return CompileKey.of(
        "transpile", source.path().value(), source.digest().hex(), surroundings.toString());
  }

  /// Covers all declaration files.
  CompileKey declarationsKey() {
    TreeSet<String> parts = new TreeSet<>();
    IntStream.range(0, files.size())
        .filter(file -> files.get(file).declaration())
        .forEach(file -> parts.add(view(file)));
    parts.add(view(everywhere));
    return CompileKey.of("declarations", parts);
  }

  /// Covers the options and everything that concerns all files.
  CompileKey globalsKey() {
    return views[components.componentOf(everywhere)];
  }

  /// The scripts of which nothing was known about the types that they infer, by the keys of that
  /// knowledge.
  Map<CompileKey, ProjectPath> unknown() {
    Map<CompileKey, ProjectPath> paths = new LinkedHashMap<>();
    unknown.forEach((key, file) -> paths.put(key, files.get(file).path()));
    return paths;
  }

  private int[][] edges() {
    int[][] edges = new int[files.size() + 1][];
    for (int file = 0; file < files.size(); file++) {
      edges[file] =
          IntStream.concat(
                  IntStream.of(everywhere),
                  files.get(file).references().stream()
                      .mapToInt(Reference::target)
                      .filter(target -> target != Reference.OUTSIDE))
              .toArray();
    }
    edges[everywhere] =
        IntStream.range(0, files.size()).filter(file -> files.get(file).ambient()).toArray();
    return edges;
  }

  /// Computes what others see of some components that do not refer to each other.
  private void see(List<Integer> level, Inferences inferences) {
    Map<CompileKey, Integer> wanted = new LinkedHashMap<>();
    for (int component : level) {
      bases[component] = digest("base", component, this::rough);
      for (int file : components.members(component)) {
        if (file != everywhere && files.get(file).open()) {
          wanted.put(
              CompileKey.of(
                  "inferred", bases[component].toString(), files.get(file).path().value()),
              file);
        }
      }
    }
    Map<CompileKey, ProjectPath> paths = new LinkedHashMap<>();
    wanted.forEach((key, file) -> paths.put(key, files.get(file).path()));
    Map<CompileKey, Digest> found = paths.isEmpty() ? Map.of() : inferences.find(paths);
    wanted.forEach(
        (key, file) -> {
          Digest types = found.get(key);
          if (types == null) {
            unknown.put(key, file);
          } else {
            inferred.put(file, types);
          }
        });
    for (int component : level) {
      views[component] = digest("view", component, this::visible);
    }
  }

  /// Describes a file in a digest.
  private interface Description {
    String of(int file);
  }

  /// What can be said of a file before it is known what it infers.
  private String rough(int file) {
    return files.get(file).open() ? content(file) : visible(file);
  }

  private String visible(int file) {
    GraphFile source = files.get(file);
    if (source.outline().isEmpty()) {
      return content(file);
    }
    String outline = "outline " + source.outline().get().hex();
    if (!source.open()) {
      return outline;
    }
    @Nullable Digest types = inferred.get(file);
    return types == null ? content(file) : outline + " " + types.hex();
  }

  private String content(int file) {
    return "content " + files.get(file).digest().hex();
  }

  private CompileKey digest(String kind, int component, Description description) {
    List<String> parts = new ArrayList<>();
    parts.add(setting);
    for (int file : components.members(component)) {
      if (file == everywhere) {
        globals(parts);
      } else {
        parts.add(description.of(file));
        describe(files.get(file), parts);
      }
    }
    Arrays.stream(components.references(component))
        .mapToObj(target -> views[target].toString())
        .sorted()
        .forEach(parts::add);
    return CompileKey.of(kind, parts);
  }

  /// Global declarations of modules. They concern every file, and the rest of their module does
  /// not.
  private void globals(List<String> parts) {
    for (GraphFile file : files) {
      file.globals()
          .ifPresent(
              globals -> {
                parts.add(file.path().value());
                parts.add("globals " + globals.hex());
              });
    }
  }

  private void describe(GraphFile file, List<String> parts) {
    parts.add(file.path().value());
    parts.add(String.valueOf(file.format()));
    for (Reference reference : file.references()) {
      parts.add(reference.words());
      parts.add(
          reference.target() == Reference.OUTSIDE
              ? "-"
              : files.get(reference.target()).path().value());
    }
  }

  private String view(int node) {
    return views[components.componentOf(node)].toString();
  }
}
