package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.CompileKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/// For each file of a graph a digest over everything that it can reach by imports, itself included.
/// It changes when a reachable file or a way to it changes, and only then.
///
/// Files that import each other in a cycle reach the same, so the graph is folded into its strongly
/// connected components (Tarjan 1972, without recursion), and a component's digest is made of its
/// members and of the digests of the components that it refers to. Time and memory are linear in
/// the number of references.
final class ClosureDigests {
  private static final int UNSEEN = 0;

  private final List<ProjectGraph.SourceFile> files;
  private final int[] order; // 1 + when the search came to a file
  private final int[] low;
  private final boolean[] open;
  private final String[] digests;
  private final int[] nextReference;
  private final Deque<Integer> members = new ArrayDeque<>();
  private int visited = UNSEEN;

  private ClosureDigests(List<ProjectGraph.SourceFile> files) {
    this.files = files;
    this.order = new int[files.size()];
    this.low = new int[files.size()];
    this.open = new boolean[files.size()];
    this.digests = new String[files.size()];
    this.nextReference = new int[files.size()];
  }

  /// The digests in the order of `files`, as hexadecimal text.
  static List<String> of(List<ProjectGraph.SourceFile> files) {
    ClosureDigests search = new ClosureDigests(files);
    for (int file = 0; file < files.size(); file++) {
      if (search.order[file] == UNSEEN) {
        search.visit(file);
      }
    }
    return List.of(search.digests);
  }

  private void visit(int start) {
    Deque<Integer> path = new ArrayDeque<>();
    path.push(start);
    enter(start);
    while (!path.isEmpty()) {
      int file = path.element();
      List<ProjectGraph.Reference> references = files.get(file).references();
      if (nextReference[file] < references.size()) {
        int target = references.get(nextReference[file]++).target();
        if (target == ProjectGraph.Reference.OUTSIDE) {
          continue;
        }
        if (order[target] == UNSEEN) {
          path.push(target);
          enter(target);
        } else if (open[target]) {
          low[file] = Math.min(low[file], order[target]);
        }
      } else {
        path.pop();
        if (!path.isEmpty()) {
          low[path.element()] = Math.min(low[path.element()], low[file]);
        }
        if (low[file] == order[file]) {
          closeComponent(file);
        }
      }
    }
  }

  private void enter(int file) {
    order[file] = ++visited;
    low[file] = visited;
    open[file] = true;
    members.push(file);
  }

  private void closeComponent(int root) {
    List<Integer> component = new ArrayList<>();
    int member;
    do {
      member = members.pop();
      open[member] = false;
      component.add(member);
    } while (member != root);

    TreeSet<String> parts = new TreeSet<>();
    for (int file : component) {
      parts.add("file " + fileDigest(files.get(file)));
      for (ProjectGraph.Reference reference : files.get(file).references()) {
        if (reference.target() != ProjectGraph.Reference.OUTSIDE
            && digests[reference.target()] != null) {
          parts.add("component " + digests[reference.target()]);
        }
      }
    }
    String digest = CompileKey.of("closure", parts).toString();
    component.forEach(file -> digests[file] = digest);
  }

  private String fileDigest(ProjectGraph.SourceFile file) {
    List<String> parts = new ArrayList<>();
    parts.add(file.path().value());
    parts.add(file.digest().hex());
    parts.add(String.valueOf(file.format()));
    for (ProjectGraph.Reference reference : file.references()) {
      parts.add(reference.words());
      parts.add(
          reference.target() == ProjectGraph.Reference.OUTSIDE
              ? "-"
              : files.get(reference.target()).path().value());
    }
    return CompileKey.of("file", parts).toString();
  }
}
