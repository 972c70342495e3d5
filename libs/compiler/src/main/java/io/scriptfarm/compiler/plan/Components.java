package io.scriptfarm.compiler.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// A graph folded into its strongly connected components: files that import each other in a cycle
/// reach the same, and so are one (Tarjan 1972, without recursion). Time and memory are linear in
/// the number of edges.
final class Components {
  private static final int UNSEEN = 0;

  private final int[][] edges;
  private final int[] order; // 1 + when the search came to a node
  private final int[] low;
  private final boolean[] open;
  private final int[] nextEdge;
  private final Deque<Integer> members = new ArrayDeque<>();
  private int visited = UNSEEN;

  private final int[] componentOf;
  private final List<int[]> components = new ArrayList<>();
  private final List<Integer> levels = new ArrayList<>();

  private Components(int[][] edges) {
    this.edges = edges;
    this.order = new int[edges.length];
    this.low = new int[edges.length];
    this.open = new boolean[edges.length];
    this.nextEdge = new int[edges.length];
    this.componentOf = new int[edges.length];
  }

  /// @param edges for each node the nodes that it refers to
  static Components of(int[][] edges) {
    Components search = new Components(edges);
    for (int node = 0; node < edges.length; node++) {
      if (search.order[node] == UNSEEN) {
        search.visit(node);
      }
    }
    return search;
  }

  /// How many there are. They are numbered so that each comes after all that it refers to.
  int count() {
    return components.size();
  }

  int componentOf(int node) {
    return componentOf[node];
  }

  /// The nodes of a component, in ascending order.
  int[] members(int component) {
    return components.get(component);
  }

  /// The components that a component refers to, without itself; in ascending order.
  int[] references(int component) {
    return Arrays.stream(members(component))
        .flatMap(node -> Arrays.stream(edges[node]))
        .map(node -> componentOf[node])
        .filter(target -> target != component)
        .sorted()
        .distinct()
        .toArray();
  }

  /// The components by the length of the longest way down from them: those that refer to none, then
  /// those that refer to these only, and so on.
  List<List<Integer>> byLevel() {
    List<List<Integer>> byLevel = new ArrayList<>();
    for (int component = 0; component < count(); component++) {
      int level = levels.get(component);
      while (byLevel.size() <= level) {
        byLevel.add(new ArrayList<>());
      }
      byLevel.get(level).add(component);
    }
    return byLevel;
  }

  private void visit(int start) {
    Deque<Integer> path = new ArrayDeque<>();
    path.push(start);
    enter(start);
    while (!path.isEmpty()) {
      int node = path.element();
      if (nextEdge[node] < edges[node].length) {
        int target = edges[node][nextEdge[node]++];
        if (order[target] == UNSEEN) {
          path.push(target);
          enter(target);
        } else if (open[target]) {
          low[node] = Math.min(low[node], order[target]);
        }
      } else {
        path.pop();
        if (!path.isEmpty()) {
          low[path.element()] = Math.min(low[path.element()], low[node]);
        }
        if (low[node] == order[node]) {
          close(node);
        }
      }
    }
  }

  private void enter(int node) {
    order[node] = ++visited;
    low[node] = visited;
    open[node] = true;
    members.push(node);
  }

  private void close(int root) {
    List<Integer> component = new ArrayList<>();
    int member;
    do {
      member = members.pop();
      open[member] = false;
      componentOf[member] = components.size();
      component.add(member);
    } while (member != root);
    components.add(component.stream().mapToInt(Integer::intValue).sorted().toArray());
    levels.add(
        1 + Arrays.stream(references(components.size() - 1)).map(levels::get).max().orElse(-1));
  }
}
