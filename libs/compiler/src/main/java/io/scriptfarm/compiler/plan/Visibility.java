package io.scriptfarm.compiler.plan;

import io.scriptfarm.compiler.protocol.ProjectGraph;
import io.scriptfarm.compiler.protocol.ProjectGraph.GraphFile;
import io.scriptfarm.compiler.protocol.ProjectGraph.Reference;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What the files of a program can see of each other, and so the key of each script (requirement
/// R4): its own content; of everything that it imports, and that this shows, and of everything that
/// concerns all files, what can be seen from outside. A changed body of a function that leaves its
/// type alone changes one key, and so does an import that only bodies use.
///
/// Of a script, others see its outline, and the types that are inferred from its functions' bodies.
/// Where those are not known yet, the whole content stands in their place: that makes a key that
/// changes too often, never one that changes too rarely.
///
public final class Visibility {
  private final List<GraphFile> files;
  private final int
      everywhere; // the node that every file refers to, and that refers to all ambient files
  private final String setting;
  private final Components components;
  private final CompileKey[] views;
  private final Map<Integer, Digest> inferred = new HashMap<>();
  private boolean complete = true;

  private Visibility(Digest toolchain, ProjectGraph graph) {
    this.files = graph.files();
    this.everywhere = files.size();
    this.setting = CompileKey.of("setting", toolchain.hex(), graph.environment()).toString();
    this.components = Components.of(edges());
    this.views = new CompileKey[components.count()];
  }

  /// @param toolchain what compiles the program
  public static Visibility of(Digest toolchain, ProjectGraph graph, Inferences inferences) {
    Visibility visibility = new Visibility(toolchain, graph);
    InferredInCycles inferred = new InferredInCycles(graph.files(), inferences);
    for (List<Integer> level : visibility.components.byLevel()) {
      visibility.see(level, inferred);
    }
    return visibility;
  }

  /// Equal keys, equal outcomes of transpiling.
  public CompileKey transpileKey(int file) {
    GraphFile source = files.get(file);
    List<String> parts = new ArrayList<>(List.of(setting, source.digest().hex(), view(everywhere)));
    describe(source, source.references(), parts);
    source.references().stream()
        .mapToInt(Reference::target)
        .filter(target -> target != Reference.OUTSIDE)
        .mapToObj(this::view)
        .sorted()
        .distinct()
        .forEach(parts::add);
    return CompileKey.of("transpile", parts);
  }

  /// What a file shows to others by itself, without what that shows in turn.
  public List<String> shown(int file) {
    List<String> parts = new ArrayList<>(List.of(visible(file)));
    describe(files.get(file), files.get(file).seenReferences(), parts);
    return parts;
  }

  /// Covers all declaration files.
  public CompileKey declarationsKey() {
    TreeSet<String> parts = new TreeSet<>();
    IntStream.range(0, files.size())
        .filter(file -> files.get(file).declaration())
        .forEach(file -> parts.add(view(file)));
    parts.add(view(everywhere));
    return CompileKey.of("declarations", parts);
  }

  /// Whether everything was known about the types that scripts infer.
  boolean isComplete() {
    return complete;
  }

  private int[][] edges() {
    int[][] edges = new int[files.size() + 1][];
    for (int file = 0; file < files.size(); file++) {
      edges[file] =
          IntStream.concat(
                  IntStream.of(everywhere),
                  files.get(file).seenReferences().stream()
                      .mapToInt(Reference::target)
                      .filter(target -> target != Reference.OUTSIDE))
              .toArray();
    }
    edges[everywhere] =
        IntStream.range(0, files.size()).filter(file -> files.get(file).ambient()).toArray();
    return edges;
  }

  /// Computes what others see of some components that do not refer to each other.
  private void see(List<Integer> level, InferredInCycles inferredInCycles) {
    List<InferredInCycles.Cycle> cycles = new ArrayList<>();
    for (int component : level) {
      List<Integer> open =
          IntStream.of(components.members(component))
              .filter(file -> file != everywhere && files.get(file).open())
              .boxed()
              .toList();
      if (!open.isEmpty()) {
        cycles.add(new InferredInCycles.Cycle(open, digest("outlines", component, this::outline)));
      }
    }
    inferred.putAll(inferredInCycles.find(cycles));
    for (InferredInCycles.Cycle cycle : cycles) {
      complete &= inferred.keySet().containsAll(cycle.open());
    }
    for (int component : level) {
      views[component] = digest("view", component, this::visible);
    }
  }

  /// Describes a file in a digest.
  private interface Description {
    String of(int file);
  }

  /// What can be said of a file without what it infers.
  private String outline(int file) {
    return files
        .get(file)
        .outline()
        .map(outline -> "outline " + outline.hex())
        .orElse(content(file));
  }

  private String visible(int file) {
    if (!files.get(file).open()) {
      return outline(file);
    }
    @Nullable Digest types = inferred.get(file);
    return types == null ? content(file) : outline(file) + " " + types.hex();
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
        describe(files.get(file), files.get(file).seenReferences(), parts);
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

  private void describe(GraphFile file, List<Reference> references, List<String> parts) {
    parts.add(file.path().value());
    parts.add(String.valueOf(file.format()));
    for (Reference reference : references) {
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
