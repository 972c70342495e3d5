package io.scriptfarm.compiler.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What V8 made of the scripts that were opened last, so that the next session need not parse them
/// again. Thread-safe.
final class CodeCache {
  private static final int SCRIPTS = 4; // a process works with one or two toolchains at a time

  private final Map<String, byte[]> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > SCRIPTS;
        }
      };

  /// @param identity of the [StartScript]
  synchronized byte @Nullable [] get(String identity) {
    return entries.get(identity);
  }

  synchronized void put(String identity, byte[] code) {
    entries.put(identity, code);
  }
}
