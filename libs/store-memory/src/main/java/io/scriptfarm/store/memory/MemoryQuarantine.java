package io.scriptfarm.store.memory;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.Quarantine;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

final class MemoryQuarantine implements Quarantine {
  private static final Comparator<Poison> YOUNGEST_FIRST =
      Comparator.comparing(Poison::since).reversed();

  private final InstantSource clock;
  private final Map<CompileKey, Poison> poison = new HashMap<>();

  MemoryQuarantine(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void put(Collection<Poison> more) {
    more.forEach(each -> poison.put(each.key(), each));
    poison.values().stream()
        .sorted(YOUNGEST_FIRST)
        .skip(MOST)
        .map(Poison::key)
        .toList()
        .forEach(poison::remove);
  }

  @Override
  public synchronized Map<CompileKey, Poison> find(Set<CompileKey> keys) {
    expire();
    return keys.stream()
        .filter(poison::containsKey)
        .collect(Collectors.toMap(Function.identity(), poison::get));
  }

  @Override
  public synchronized List<Poison> latest(int most) {
    expire();
    return poison.values().stream().sorted(YOUNGEST_FIRST).limit(most).toList();
  }

  @Override
  public synchronized Optional<Poison> release(CompileKey key) {
    expire();
    return Optional.ofNullable(poison.remove(key));
  }

  private void expire() {
    poison.values().removeIf(each -> !each.since().plus(Poison.KEPT).isAfter(clock.instant()));
  }
}
