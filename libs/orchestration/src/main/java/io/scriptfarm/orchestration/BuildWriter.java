package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildJournal.Appended;
import io.scriptfarm.contract.BuildRecord;
import io.scriptfarm.contract.BuildRecords;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.contract.wire.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Writes the events of one build down before anybody sees them, so that no other gateway that goes
/// on with the build ever tells something else under a number that was seen. Only that the build
/// waits is shown at once while the store is away, and so is its end. Takes events from any thread;
/// writes on the thread that runs it.
final class BuildWriter implements Consumer<BuildEvent> {
  private static final System.Logger LOG = System.getLogger(BuildWriter.class.getName());

  /// Events that are written down at once: as many as a log packs together.
  private static final int MOST_AT_ONCE = BuildLog.CHUNK;

  /// How soon something is tried again that the store did not take.
  private static final Duration AGAIN = Duration.ofMillis(500);

  /// How often, after the last event.
  private static final int MOST_TRIES = 120;

  /// How often a store may forget the build while events are written down.
  private static final int MOST_LOSSES = 3;

  private final Build.Asked asked;
  private final Ledger ledger;
  private final BuildLog log;
  private final Consumer<BuildEvent> world;
  private final BlockingQueue<Optional<BuildEvent>> told = new LinkedBlockingQueue<>();
  private volatile Optional<BuildRecord> record;
  private long kept; // the number of the last event that is written down; of the writing thread
  private boolean isOver; // nothing more is told; of the writing thread

  private BuildWriter(
      Build.Asked asked,
      Ledger ledger,
      BuildLog log,
      Consumer<BuildEvent> world,
      Optional<BuildRecord> record) {
    this.asked = asked;
    this.ledger = ledger;
    this.log = log;
    this.world = world;
    this.record = record;
    this.kept = log.count();
  }

  /// For a new build, which it writes down if the store answers now.
  ///
  /// @param log where it shows events
  /// @param world hears each event that is shown
  static BuildWriter open(
      Build.Asked asked, Ledger ledger, BuildLog log, Consumer<BuildEvent> world) {
    BuildWriter writer = new BuildWriter(asked, ledger, log, world, Optional.empty());
    try {
      writer.open();
    } catch (StoreUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "written down later: build={0}", asked.id());
    }
    return writer;
  }

  /// For a build that another gateway began.
  ///
  /// @param log has what was told of it
  static BuildWriter resume(
      Build.Asked asked,
      Ledger ledger,
      BuildLog log,
      Consumer<BuildEvent> world,
      BuildRecord record) {
    return new BuildWriter(asked, ledger, log, world, Optional.of(record));
  }

  private void open() {
    long number = record.map(BuildRecord::number).orElseGet(() -> ledger.records().nextNumber());
    BuildRecord fresh =
        new BuildRecord(
            asked.id(),
            asked.tenant(),
            Json.write(asked.request()),
            asked.at(),
            number,
            asked.trace().context().map(TraceParent::header));
    ledger.records().open(fresh, ledger.gateway());
    record = Optional.of(fresh);
    kept = 0;
  }

  /// What other gateways know of the build; absent until it is written down.
  Optional<BuildRecord> record() {
    return record;
  }

  @Override
  public void accept(BuildEvent event) {
    asked.trace().heard(event);
    told.add(Optional.of(event));
  }

  /// Nothing more is told.
  void close() {
    told.add(Optional.empty());
  }

  /// Writes down and shows what is told, until nothing more is.
  ///
  /// @return whether the build has ended; else another gateway has it, or is to take it
  /// @throws InterruptedException when it is not waited for any longer
  boolean run() throws InterruptedException {
    List<BuildEvent> unseen = new ArrayList<>();
    while (!isOver) {
      unseen.addAll(next(unseen.isEmpty()));
      switch (keep(unseen)) {
        case Appended.KEPT -> show(unseen, unseen.size());
        case Appended.UNKNOWN -> show(unseen, mayBeSeenAlready(unseen));
        case Appended.TAKEN -> {
          return false;
        }
      }
    }
    for (int tries = 0; isBehind(unseen.isEmpty()) && tries < MOST_TRIES; tries++) {
      told.poll(AGAIN.toMillis(), TimeUnit.MILLISECONDS); // a pause: nothing comes
      if (keep(unseen) == Appended.KEPT) {
        show(unseen, unseen.size());
      }
    }
    if (log.isFinished()) {
      return true;
    }
    ledger.records().take(asked.id(), ledger.gateway(), BuildRecords.NOBODY);
    return false;
  }

  /// How many of the first events may be seen while the store is away: what is waited for, which
  /// nobody goes on from; and all when the build has ended, since nobody goes on from that.
  private static int mayBeSeenAlready(List<BuildEvent> unseen) {
    if (!unseen.isEmpty() && unseen.getLast() instanceof BuildEvent.Finished) {
      return unseen.size();
    }
    int waiting = 0;
    while (waiting < unseen.size() && unseen.get(waiting) instanceof BuildEvent.Waiting) {
      waiting++;
    }
    return waiting;
  }

  private void show(List<BuildEvent> unseen, int count) {
    List<BuildEvent> seen = unseen.subList(0, count);
    for (BuildEvent event : seen) {
      log.append(event);
      world.accept(event);
    }
    seen.clear();
  }

  private boolean isBehind(boolean allSeen) {
    return record.isEmpty() || kept < log.count() || !allSeen;
  }

  /// Waits for events; gives none when something is to be tried again, or nothing more is told.
  private List<BuildEvent> next(boolean allSeen) throws InterruptedException {
    Optional<BuildEvent> first =
        isBehind(allSeen) ? told.poll(AGAIN.toMillis(), TimeUnit.MILLISECONDS) : told.take();
    if (first == null) {
      return List.of();
    }
    List<Optional<BuildEvent>> all = new ArrayList<>(List.of(first));
    told.drainTo(all, MOST_AT_ONCE - 1);
    isOver = all.contains(Optional.<BuildEvent>empty());
    return all.stream().flatMap(Optional::stream).toList();
  }

  /// Writes down what was shown and is not there yet, and `unseen`.
  ///
  /// @return {@link Appended#UNKNOWN} when it is to be tried again
  private Appended keep(List<BuildEvent> unseen) throws InterruptedException {
    try {
      if (record.isEmpty()) {
        open();
      }
      int losses = 0;
      for (List<BuildEvent> next = missing(unseen); !next.isEmpty(); next = missing(unseen)) {
        switch (ledger.journal().append(asked.id(), ledger.gateway(), next)) {
          case KEPT -> kept = next.getLast().sequence();
          case TAKEN -> {
            return Appended.TAKEN;
          }
          case UNKNOWN -> {
            if (++losses > MOST_LOSSES) {
              return Appended.UNKNOWN;
            }
            open();
          }
        }
      }
      return Appended.KEPT;
    } catch (StoreUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "written down later: build={0}", asked.id());
      return Appended.UNKNOWN;
    }
  }

  private List<BuildEvent> missing(List<BuildEvent> unseen) throws InterruptedException {
    if (kept < log.count()) {
      return log.read(kept, Duration.ZERO);
    }
    int from = (int) (kept - log.count()); // of them, a try before may have written some down
    return List.copyOf(unseen.subList(from, Math.min(unseen.size(), from + MOST_AT_ONCE)));
  }
}
