package io.scriptfarm.runtime.source;

import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.script.Origins;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The modules of one version of a script, and which of them it asked for. As long as none of these
/// changes, the version is as good as one of the youngest tree.
final class TreeModules implements Modules, Origins {
  private final String path;
  private final SourceLines lines;
  private final Set<String> asked = new HashSet<>();
  private ScriptTree tree;

  /// @param path of the script itself
  TreeModules(String path, ScriptTree tree, SourceLines lines) {
    this.path = path;
    this.tree = tree;
    this.lines = lines;
  }

  @Override
  public Optional<Chunk> find(String name) {
    String module = ScriptTree.pathOf(name);
    asked.add(module);
    return tree.chunk(module);
  }

  @Override
  public Optional<Origin> of(String chunk, int line) {
    return lines.of(tree, chunk, line);
  }

  /// Goes over to a younger tree, if that is the same to this version.
  boolean follows(ScriptTree younger) {
    if (!tree.agreesWith(younger, path)
        || !asked.stream().allMatch(module -> tree.agreesWith(younger, module))) {
      return false;
    }
    tree = younger;
    return true;
  }
}
