package io.scriptfarm.compiler.toolchain;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.SnapshotTree;
import io.scriptfarm.contract.wire.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The packages of a project's own compilers, as Node would find them: `typescript-to-lua` from the
/// folder of the tsconfig upwards, `typescript` and all that TSTL depends on from where that really
/// is. So npm's, pnpm's and a workspace's layout are all the same here.
///
/// `folders` says where in the snapshot each package really is, by the name that it has among the
/// session's modules; `files` are all their files that compiling can need, by name and path.
record InstalledPackages(Map<String, String> folders, SortedMap<String, Digest> files) {
  static final String TSTL = "typescript-to-lua";
  static final String TYPESCRIPT = "typescript";

  private static final Predicate<String> TYPESCRIPT_FILES =
      Pattern.compile("package\\.json|lib/typescript\\.js|lib/lib\\.(.*\\.)?d\\.ts")
          .asMatchPredicate();
  private static final Predicate<String> TSTL_FILES =
      Pattern.compile("package\\.json|dist/.*\\.(js|lua|json)").asMatchPredicate();
  private static final Predicate<String> OTHER_FILES =
      Pattern.compile("(?!(.*/)?(tests?|examples?|bench(mark)?s?|node_modules)/).*\\.(c?js|json)")
          .asMatchPredicate();

  /// Looks for them.
  ///
  /// @param folder of the tsconfig, relative to the root of the snapshot
  /// @return empty when the project has no TSTL of its own
  /// @throws MissingContentException when the contents of a `package.json` are not there
  /// @throws UnusableToolchainException when what is installed cannot work
  static Optional<InstalledPackages> find(SnapshotTree tree, String folder, Texts texts)
      throws MissingContentException, UnusableToolchainException {
    Optional<String> tstl = tree.packageFolder(folder, TSTL);
    if (tstl.isEmpty()) {
      return Optional.empty();
    }
    String typescript =
        tree.packageFolder(tstl.get(), TYPESCRIPT)
            .orElseThrow(
                () ->
                    new UnusableToolchainException(
                        "typescript-to-lua is installed in "
                            + tstl.get()
                            + ", but typescript is not; run npm install"));
    Search search = new Search(tree, texts);
    search.add(TYPESCRIPT, typescript, TYPESCRIPT_FILES);
    search.add(TSTL, tstl.get(), TSTL_FILES);
    search.addDependencies();
    return Optional.of(new InstalledPackages(search.folders, search.files));
  }

  /// A walk through what TSTL depends on.
  private static final class Search {
    private final SnapshotTree tree;
    private final Texts texts;
    private final Map<String, String> folders = new LinkedHashMap<>();
    private final SortedMap<String, Digest> files = new TreeMap<>();

    Search(SnapshotTree tree, Texts texts) {
      this.tree = tree;
      this.texts = texts;
    }

    void add(String name, String folder, Predicate<String> wanted) {
      folders.put(name, folder);
      tree.filesBelow(folder)
          .forEach(
              (path, file) -> {
                if (wanted.test(path)) {
                  files.put(name + "/" + path, file.digest());
                }
              });
    }

    void addDependencies() throws MissingContentException {
      Deque<String> pending = new ArrayDeque<>(Set.of(TSTL));
      while (!pending.isEmpty()) {
        String name = pending.pop();
        String folder = java.util.Objects.requireNonNull(folders.get(name));
        for (String dependency : dependencies(name)) {
          Optional<String> found = tree.packageFolder(folder, dependency);
          if (found.isEmpty() || folders.containsValue(found.get())) {
            continue; // an optional one, or one that is there already
          }
          String key =
              folders.containsKey(dependency) ? name + "/node_modules/" + dependency : dependency;
          add(key, found.get(), OTHER_FILES);
          pending.add(key);
        }
      }
    }

    private Iterable<String> dependencies(String name) throws MissingContentException {
      Digest digest = files.get(name + "/package.json");
      if (digest == null) {
        return Set.of();
      }
      String text =
          texts
              .read(digest)
              .orElseThrow(() -> new MissingContentException(Set.copyOf(files.values())));
      JsonNode dependencies = Json.read(text, JsonNode.class).path("dependencies");
      return dependencies::fieldNames;
    }
  }
}
