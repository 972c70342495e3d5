package io.scriptfarm.runtime.luaj;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.runtime.engine.Chunk;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Prototype;

/// Compiled chunks by name and digest: those that scripts run, and those that were used last. So
/// versions that were replaced leave nothing.
final class CompiledChunks {
  private static final int KEPT = 64;

  private final Map<Key, Held> known = new HashMap<>();
  private final ReferenceQueue<Prototype> dropped = new ReferenceQueue<>();
  private final Map<Key, Prototype> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Prototype> eldest) {
          return size() > KEPT;
        }
      };

  private record Key(String name, Digest digest) {
    static Key of(Chunk chunk) {
      return new Key(chunk.name(), chunk.code().digest());
    }
  }

  private static final class Held extends WeakReference<Prototype> {
    private final Key key;

    Held(Key key, Prototype prototype, ReferenceQueue<Prototype> dropped) {
      super(prototype, dropped);
      this.key = key;
    }
  }

  @Nullable Prototype find(Chunk chunk) {
    Held held = known.get(Key.of(chunk));
    Prototype prototype = held == null ? null : held.get();
    if (prototype != null) {
      last.put(Key.of(chunk), prototype);
    }
    return prototype;
  }

  void put(Chunk chunk, Prototype prototype) {
    for (Reference<? extends Prototype> gone = dropped.poll();
        gone != null;
        gone = dropped.poll()) {
      if (gone instanceof Held held) {
        known.remove(held.key, held);
      }
    }
    Key key = Key.of(chunk);
    known.put(key, new Held(key, prototype, dropped));
    last.put(key, prototype);
  }

  void clear() {
    known.clear();
    last.clear();
  }
}
