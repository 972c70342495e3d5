package io.scriptfarm.store.memory;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildJournal;
import io.scriptfarm.contract.BuildRecord;
import io.scriptfarm.contract.BuildRecords;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

final class MemoryBuilds implements BuildRecords, BuildJournal {
  private final ExpiringMap<String, Entry> builds;
  private final Map<String, String> running = new HashMap<>();
  private long number;

  private static final class Entry {
    private final BuildRecord record;
    private final List<BuildEvent> events = new ArrayList<>();
    private String owner;
    private final Set<String> lost = new HashSet<>(); // owners
    private String sound = NOBODY; // an owner that it does no harm

    private Entry(BuildRecord record, String owner) {
      this.record = record;
      this.owner = owner;
    }
  }

  MemoryBuilds(InstantSource clock) {
    this.builds = new ExpiringMap<>(clock);
  }

  @Override
  public synchronized long nextNumber() {
    return ++number;
  }

  @Override
  public synchronized void open(BuildRecord record, String owner) {
    builds.put(record.id(), new Entry(record, owner), UNHEARD);
    running.put(record.id(), owner);
  }

  @Override
  public synchronized Optional<BuildRecord> find(String build) {
    return builds.get(build).map(entry -> entry.record);
  }

  @Override
  public synchronized OptionalInt take(String build, String from, String to) {
    Optional<Entry> entry = builds.get(build).filter(found -> found.owner.equals(from));
    if (entry.isEmpty()) {
      return OptionalInt.empty();
    }
    Set<String> lost = entry.get().lost;
    if (from.equals(to)) {
      entry.get().sound = from;
      lost.clear();
      return OptionalInt.of(0);
    }
    entry.get().owner = to;
    running.replace(build, to);
    if (!from.equals(NOBODY) && !to.equals(NOBODY) && !from.equals(entry.get().sound)) {
      lost.add(from);
    }
    lost.remove(to);
    return OptionalInt.of(lost.size());
  }

  @Override
  public synchronized Appended append(String build, String owner, List<BuildEvent> events) {
    Optional<Entry> found = builds.get(build);
    if (found.isEmpty()) {
      return Appended.UNKNOWN;
    }
    Entry entry = found.get();
    if (!entry.owner.equals(owner)) {
      return Appended.TAKEN;
    }
    int there = entry.events.size();
    if (events.getFirst().sequence() > there + 1) {
      return Appended.UNKNOWN;
    }
    events.stream().filter(event -> event.sequence() > there).forEach(entry.events::add);
    boolean ends = events.getLast() instanceof BuildEvent.Finished;
    builds.put(build, entry, ends ? KEPT : UNHEARD);
    if (ends) {
      running.remove(build);
    }
    return Appended.KEPT;
  }

  @Override
  public synchronized Optional<List<BuildEvent>> read(String build, long after) {
    return builds
        .get(build)
        .map(
            entry ->
                List.copyOf(
                    entry.events.subList(
                        (int) Math.clamp(after, 0, entry.events.size()), entry.events.size())));
  }

  @Override
  public synchronized Map<String, String> running() {
    running.keySet().removeIf(build -> builds.get(build).isEmpty());
    return Map.copyOf(running);
  }
}
