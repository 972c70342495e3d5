package io.scriptfarm.cli.snapshot;

import io.scriptfarm.cli.snapshot.ProjectSnapshot.Source;
import io.scriptfarm.contract.Digest;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Guesses what a build will read, so that a first build takes one upload instead of a round for
/// every level of imports. A wrong guess costs time only: what is missing, the farm asks for.
final class EagerContents {
  private static final long LARGEST_JSON = 1 << 20;
  private static final String MODULES = "node_modules/";
  private static final List<String> TYPINGS = List.of(".d.ts", ".d.mts", ".d.cts", ".lua");

  private EagerContents() {}

  static Set<Digest> of(Map<Digest, Source> sources, long budget) {
    List<Map.Entry<Digest, Source>> wanted =
        sources.entrySet().stream()
            .filter(entry -> isLikely(entry.getValue()))
            .sorted(
                Map.Entry.comparingByValue(
                    Comparator.<Source>comparingInt(s -> modules(s.path().value()))
                        .thenComparingInt(
                            s -> (int) s.path().value().chars().filter(c -> c == '/').count())
                        .thenComparing(Source::path)))
            .toList();
    Set<Digest> chosen = new LinkedHashSet<>();
    long size = 0;
    for (Map.Entry<Digest, Source> entry : wanted) {
      if (size + entry.getValue().size() <= budget) {
        size += entry.getValue().size();
        chosen.add(entry.getKey());
      }
    }
    return chosen;
  }

  private static int modules(String path) {
    int count = 0;
    for (int at = path.indexOf(MODULES); at >= 0; at = path.indexOf(MODULES, at + 1)) {
      count++;
    }
    return count;
  }

  private static boolean isLikely(Source source) {
    String path = source.path().value();
    int modules = path.lastIndexOf(MODULES);
    if (modules < 0) {
      return !path.endsWith(".json") || source.size() <= LARGEST_JSON;
    }
    String inside = path.substring(modules + MODULES.length());
    if (inside.startsWith("typescript/") || inside.startsWith("typescript-to-lua/")) {
      return inside.endsWith("/package.json"); // the farm has them
    }
    return inside.endsWith(".json")
        ? source.size() <= LARGEST_JSON
        : TYPINGS.stream().anyMatch(inside::endsWith);
  }
}
