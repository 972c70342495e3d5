package io.scriptfarm.runtime.world;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which entities have all of some components. Each question is answered again only when an entity
/// got or lost one of these components.
public final class Queries {
  private final World world;
  private final Map<List<String>, Answer> answers = new HashMap<>();
  private long scans;

  public Queries(World world) {
    this.world = world;
  }

  /// To one question, as of some versions of its components.
  @SuppressWarnings("ArrayRecordComponent") // neither compared nor given away
  private record Answer(long[] versions, long[] entities) {}

  /// In ascending order.
  ///
  /// @param names of components, at least one; their order does not matter
  /// @return not to be changed
  public long[] having(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a query names at least one component");
    }
    List<Components> kinds = names.stream().map(world::components).toList();
    long[] versions = kinds.stream().mapToLong(Components::version).toArray();
    Answer known = answers.get(names);
    if (known != null && Arrays.equals(known.versions(), versions)) {
      return known.entities();
    }
    scans++;
    long[] entities = scan(kinds);
    answers.put(List.copyOf(names), new Answer(versions, entities));
    return entities;
  }

  private static long[] scan(List<Components> kinds) {
    return Arrays.stream(kinds.getFirst().entities())
        .filter(entity -> kinds.stream().allMatch(kind -> kind.get(entity) != null))
        .toArray();
  }

  /// How often entities were looked through.
  public long scans() {
    return scans;
  }
}
