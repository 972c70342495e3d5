package io.scriptfarm.trace;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A Lua file that a build wrote. `path` is relative to the snapshot's root; `script` is what it
/// was, if that is one; `map` is its source map, which the Lua library and Lua that came as Lua do
/// not have.
public record LuaFile(String path, Optional<ProjectPath> script, Optional<Digest> map) {
  public static LuaFile of(OutputFile output) {
    return new LuaFile(output.path(), output.script(), output.map());
  }

  /// The path of a source that the file's map names, relative to the snapshot's root; begins with
  /// `..` when it lies outside.
  public String resolve(String source) {
    Deque<String> path = new ArrayDeque<>(List.of(this.path.split("/")));
    path.removeLast();
    for (String component : source.split("/")) {
      if (!component.equals("..")) {
        path.addLast(component);
      } else if (path.isEmpty() || path.getLast().equals("..")) {
        path.addLast(component);
      } else {
        path.removeLast();
      }
    }
    return String.join("/", path);
  }
}
