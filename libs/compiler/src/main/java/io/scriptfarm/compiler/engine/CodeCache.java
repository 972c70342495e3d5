package io.scriptfarm.compiler.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What V8 made of the scripts that were opened last, so that the next session need not parse them
/// again. Thread-safe.
final class CodeCache {
  private static final int SCRIPTS = 4; // a process works with one or two toolchains at a time

  private record Key(String name, String script) {}

  private final Map<Key, byte[]> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, byte[]> eldest) {
          return size() > SCRIPTS;
        }
      };

  synchronized byte @Nullable [] get(String name, String script) {
    return entries.get(new Key(name, script));
  }

  synchronized void put(String name, String script, byte[] code) {
    entries.put(new Key(name, script), code);
  }
}
