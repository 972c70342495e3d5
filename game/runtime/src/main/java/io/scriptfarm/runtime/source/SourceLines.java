package io.scriptfarm.runtime.source;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.runtime.script.Origins.Origin;
import io.scriptfarm.trace.LuaFile;
import io.scriptfarm.trace.SourceMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Lines of TypeScript. Source maps are read when an error asks for them; those used last stay.
/// Belongs to one thread.
final class SourceLines {
  private static final int KEPT = 64;

  private final Map<Digest, Optional<SourceMap>> maps =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Optional<SourceMap>> eldest) {
          return size() > KEPT;
        }
      };

  Optional<Origin> of(ScriptTree tree, String path, int line) {
    ScriptTree.File file = tree.files().get(path);
    if (file == null || file.map().isEmpty()) {
      return Optional.empty();
    }
    Blob map = file.map().get();
    return maps.computeIfAbsent(map.digest(), _ -> parse(map))
        .flatMap(read -> read.at(line))
        .map(
            position ->
                new Origin(
                    file.script()
                        .map(Object::toString)
                        .orElseGet(
                            () ->
                                new LuaFile(path, Optional.empty(), Optional.empty())
                                    .resolve(position.source())),
                    position.line()));
  }

  private static Optional<SourceMap> parse(Blob map) {
    try {
      return Optional.of(SourceMap.parse(map.bytes()));
    } catch (MalformedException e) {
      return Optional.empty(); // by a plugin that writes maps of its own
    }
  }
}
