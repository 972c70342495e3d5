package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.ProjectGraph;
import io.scriptfarm.compiler.protocol.ProjectGraph.GraphFile;
import io.scriptfarm.compiler.protocol.ProjectGraph.Reference;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.KeyChange;
import io.scriptfarm.contract.KeyChange.Part;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which parts of scripts' keys differ between two states of a project. It says of each script what
/// {@link Visibility#transpileKey} puts into the key, in words. Confined to one thread.
final class KeyComparison {
  /// How many changes of one kind a script gets; the nearest ones.
  private static final int MOST = 5;

  private final ExplainWork.State before;
  private final ExplainWork.State now;
  private final Map<ProjectPath, Integer> old = new HashMap<>();
  private final Set<Integer> changed =
      new HashSet<>(); // files that show something else by themselves
  private final List<KeyChange> ofAll = new ArrayList<>();

  KeyComparison(ExplainWork.State before, ExplainWork.State now) {
    this.before = before;
    this.now = now;
    List<GraphFile> files = before.graph().files();
    for (int file = 0; file < files.size(); file++) {
      old.put(files.get(file).path(), file);
    }
    for (int file = 0; file < files().size(); file++) {
      Integer then = old.get(files().get(file).path());
      if (then == null || !before.visibility().shown(then).equals(now.visibility().shown(file))) {
        changed.add(file);
      }
    }
    ofAll.addAll(setting());
    ofAll.addAll(globals());
  }

  /// Empty when the key is the same.
  List<KeyChange> of(int script) {
    GraphFile file = files().get(script);
    Integer then = old.get(file.path());
    if (then == null) {
      return List.of(KeyChange.of(Part.NEW));
    }
    boolean own = !before.graph().files().get(then).digest().equals(file.digest());
    if (now.isWhole() || before.isWhole()) {
      return List.of(own ? KeyChange.of(Part.TEXT) : KeyChange.of(Part.PLUGINS, plugins()));
    }
    CompileKey keyThen = before.visibility().transpileKey(then);
    if (keyThen.equals(now.visibility().transpileKey(script))) {
      return List.of();
    }
    List<KeyChange> changes = new ArrayList<>();
    if (own) {
      changes.add(KeyChange.of(Part.TEXT));
    }
    changes.addAll(ofAll);
    changes.addAll(imports(before.graph().files().get(then), file, own));
    seen(script).forEach(path -> changes.add(KeyChange.of(Part.SEES, path.value())));
    return changes.isEmpty() ? List.of(KeyChange.of(Part.NOTHING)) : changes;
  }

  private List<GraphFile> files() {
    return now.graph().files();
  }

  private String plugins() {
    return now.graph().plugins().stream().map(Plan.Plugin::name).collect(Collectors.joining(", "));
  }

  private List<KeyChange> setting() {
    if (!before.toolchain().equals(now.toolchain())) {
      return List.of(KeyChange.of(Part.TOOLCHAIN, before.toolchain() + " before"));
    }
    if (before.graph().environment().equals(now.graph().environment())) {
      return List.of();
    }
    Set<String> names = new TreeSet<>(before.graph().options().keySet());
    names.addAll(now.graph().options().keySet());
    names.removeIf(
        name ->
            Optional.ofNullable(before.graph().options().get(name))
                .equals(Optional.ofNullable(now.graph().options().get(name))));
    return List.of(
        names.isEmpty()
            ? KeyChange.of(Part.OPTIONS)
            : KeyChange.of(Part.OPTIONS, String.join(", ", names)));
  }

  /// What every script sees.
  private List<KeyChange> globals() {
    Set<String> paths = new TreeSet<>();
    for (int file = 0; file < files().size(); file++) {
      GraphFile here = files().get(file);
      Integer then = old.get(here.path());
      if (here.ambient() ? changed.contains(file) : !here.globals().equals(globals(then))) {
        paths.add(here.path().value());
      }
    }
    Set<ProjectPath> left = files().stream().map(GraphFile::path).collect(Collectors.toSet());
    before.graph().files().stream()
        .filter(file -> file.ambient() || file.globals().isPresent())
        .filter(file -> !left.contains(file.path()))
        .forEach(file -> paths.add(file.path().value()));
    return paths.stream().limit(MOST).map(path -> KeyChange.of(Part.GLOBALS, path)).toList();
  }

  private Optional<Digest> globals(@Nullable Integer file) {
    return file == null ? Optional.empty() : before.graph().files().get(file).globals();
  }

  /// Imports that mean other files, where the text is the same.
  private List<KeyChange> imports(GraphFile then, GraphFile file, boolean own) {
    if (own) {
      return List.of();
    }
    Set<String> means = meanings(then, before.graph());
    return file.references().stream()
        .filter(reference -> !means.contains(meaning(reference, now.graph())))
        .map(Reference::words)
        .distinct()
        .limit(MOST)
        .map(words -> KeyChange.of(Part.IMPORTS, words))
        .toList();
  }

  private static Set<String> meanings(GraphFile file, ProjectGraph graph) {
    return file.references().stream().map(each -> meaning(each, graph)).collect(Collectors.toSet());
  }

  private static String meaning(Reference reference, ProjectGraph graph) {
    return reference.words()
        + "\0"
        + (reference.target() == Reference.OUTSIDE
            ? "-"
            : graph.files().get(reference.target()).path().value());
  }

  /// Files that the script sees and that show something else now, the nearest first.
  private List<ProjectPath> seen(int script) {
    List<ProjectPath> seen = new ArrayList<>();
    Set<Integer> found = new HashSet<>(Set.of(script));
    Deque<Integer> next = new ArrayDeque<>();
    targets(files().get(script).references()).filter(found::add).forEach(next::add);
    while (!next.isEmpty() && seen.size() < MOST) {
      int file = next.remove();
      if (changed.contains(file) && !files().get(file).ambient()) {
        seen.add(files().get(file).path());
      }
      targets(files().get(file).seenReferences()).filter(found::add).forEach(next::add);
    }
    return seen;
  }

  private static Stream<Integer> targets(List<Reference> references) {
    return references.stream().map(Reference::target).filter(target -> target != Reference.OUTSIDE);
  }
}
