package io.scriptfarm.drill;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Completion;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts what workers say that they did. A key that was compiled, and is compiled once more though
/// the store did not lose it meanwhile, counts as compiled twice. Safe for concurrent use.
final class Tally {
  // Faults choose among so many keys: what builds that still run are about to use.
  private static final int LATEST = 400;

  private final Map<CompileKey, Long> compiled = new HashMap<>(); // when last
  private final Map<CompileKey, Long> lost = new HashMap<>(); // when last
  private final Deque<CompileKey> latest = new ArrayDeque<>();
  private final Set<String> jobs = new HashSet<>();
  private long allLost = -1;
  private long time; // counts what happens
  private long compilations;
  private long twice;

  /// @param jobs that told of something done
  /// @param compilations of keys, all of them
  /// @param twice those of them that were not needed
  record Counts(long jobs, long compilations, long twice) {
    double share() {
      return compilations == 0 ? 0 : (double) twice / compilations;
    }
  }

  synchronized void add(Completion completion) {
    jobs.add(completion.job());
    for (CompileKey key : completion.compiled().keySet()) {
      compilations++;
      Long before = compiled.put(key, time++);
      if (before != null && before > allLost && before > lost.getOrDefault(key, -1L)) {
        twice++;
      }
      latest.addLast(key);
      if (latest.size() > LATEST) {
        latest.removeFirst();
      }
    }
  }

  /// What was done so far of these keys is gone.
  synchronized void lost(Collection<CompileKey> keys) {
    keys.forEach(key -> lost.put(key, time++));
  }

  /// All that was done so far may be gone.
  synchronized void lostAll() {
    allLost = time++;
  }

  synchronized List<CompileKey> latest() {
    return List.copyOf(latest);
  }

  synchronized Counts counts() {
    return new Counts(jobs.size(), compilations, twice);
  }
}
