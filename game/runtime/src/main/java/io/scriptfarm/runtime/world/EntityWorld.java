package io.scriptfarm.runtime.world;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A world in memory, for games that have none.
public final class EntityWorld implements World {
  private final TreeSet<Long> alive = new TreeSet<>();
  private final Map<String, Kind> kinds = new HashMap<>();
  private long last;

  @Override
  public long create() {
    last++;
    alive.add(last);
    return last;
  }

  @Override
  public void destroy(long entity) {
    if (alive.remove(entity)) {
      kinds.values().forEach(kind -> kind.remove(entity));
    }
  }

  @Override
  public boolean isAlive(long entity) {
    return alive.contains(entity);
  }

  @Override
  public Components components(String name) {
    return kinds.computeIfAbsent(name, _ -> new Kind());
  }

  private final class Kind implements Components {
    private final NavigableMap<Long, Object> components = new TreeMap<>();
    private long version;

    @Override
    public @Nullable Object get(long entity) {
      return components.get(entity);
    }

    @Override
    public void set(long entity, @Nullable Object component) {
      if (component == null) {
        remove(entity);
        return;
      }
      if (!isAlive(entity)) {
        throw new IllegalArgumentException("no entity " + entity);
      }
      if (components.put(entity, component) == null) {
        version++;
      }
    }

    void remove(long entity) {
      if (components.remove(entity) != null) {
        version++;
      }
    }

    @Override
    public long[] entities() {
      return components.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public long version() {
      return version;
    }
  }
}
