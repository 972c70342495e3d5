package io.scriptfarm.runtime.engine;

import io.scriptfarm.contract.Digest;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiled chunks by name and digest: those that scripts run, and those that were used last. So
/// versions that were replaced leave nothing.
///
/// @param <T> what an engine makes of a chunk
public final class CompiledChunks<T> {
  private static final int KEPT = 64;

  private final Map<Key, Held<T>> known = new HashMap<>();
  private final ReferenceQueue<T> dropped = new ReferenceQueue<>();
  private final Map<Key, T> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, T> eldest) {
          return size() > KEPT;
        }
      };

  private record Key(String name, Digest digest) {
    static Key of(Chunk chunk) {
      return new Key(chunk.name(), chunk.code().digest());
    }
  }

  private static final class Held<T> extends WeakReference<T> {
    private final Key key;

    Held(Key key, T compiled, ReferenceQueue<T> dropped) {
      super(compiled, dropped);
      this.key = key;
    }
  }

  public @Nullable T find(Chunk chunk) {
    Held<T> held = known.get(Key.of(chunk));
    T compiled = held == null ? null : held.get();
    if (compiled != null) {
      last.put(Key.of(chunk), compiled);
    }
    return compiled;
  }

  public void put(Chunk chunk, T compiled) {
    for (Reference<? extends T> gone = dropped.poll(); gone != null; gone = dropped.poll()) {
      if (gone instanceof Held<?> held) {
        known.remove(held.key, held);
      }
    }
    Key key = Key.of(chunk);
    known.put(key, new Held<>(key, compiled, dropped));
    last.put(key, compiled);
  }

  public void clear() {
    known.clear();
    last.clear();
  }
}
