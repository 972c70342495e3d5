package io.scriptfarm.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildJournal;
import io.scriptfarm.contract.BuildJournal.Appended;
import io.scriptfarm.contract.BuildRecord;
import io.scriptfarm.contract.BuildRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The laws of {@link BuildRecords} and {@link BuildJournal}, for every implementation to pass.
public abstract class BuildRecordsContract {
  private final String id = UUID.randomUUID().toString();

  protected abstract BuildRecords records();

  /// Of the same builds.
  protected abstract BuildJournal journal();

  private BuildRecord open(String owner) {
    BuildRecord record =
        new BuildRecord(
            id,
            "ann",
            "{\"config\":\"tsconfig.json\"}",
            Instant.ofEpochMilli(5),
            records().nextNumber());
    records().open(record, owner);
    return record;
  }

  private List<BuildEvent> events(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .<BuildEvent>mapToObj(at -> new BuildEvent.Waiting(id, at, "for event " + at))
        .toList();
  }

  private List<BuildEvent> all() {
    List<BuildEvent> all = new ArrayList<>();
    List<BuildEvent> next;
    do {
      next = journal().read(id, all.size()).orElseThrow();
      all.addAll(next);
    } while (!next.isEmpty());
    return all;
  }

  private BuildEvent.Finished end(long sequence) {
    return new BuildEvent.Finished(
        id,
        sequence,
        new BuildEvent.Cancelled(),
        new BuildEvent.Summary(0, 0, 0, 0, Duration.ofMillis(7)));
  }

  @Test
  @DisplayName("R41 a build and its events are known to all")
  void areKnown() {
    BuildRecord record = open("A");

    assertEquals(Appended.KEPT, journal().append(id, "A", events(1, 300)));
    assertEquals(Appended.KEPT, journal().append(id, "A", events(301, 301)));

    assertEquals(Optional.of(record), records().find(id));
    assertEquals(events(1, 301), all());
    assertEquals(
        events(250, 250), journal().read(id, 249).orElseThrow().subList(0, 1), "from anywhere");
    assertEquals(Optional.of(List.of()), journal().read(id, 301));
    assertEquals("A", journal().running().get(id));
  }

  @Test
  void ofWhichNothingIsKnown() {
    assertEquals(Optional.empty(), records().find(id));
    assertEquals(Optional.empty(), journal().read(id, 0));
    assertEquals(Appended.UNKNOWN, journal().append(id, "A", events(1, 1)));
    assertEquals(OptionalInt.empty(), records().take(id, "A", "B"));
    assertTrue(records().nextNumber() < records().nextNumber());
  }

  @Test
  @DisplayName("R43 events that are sent twice are there once, and a gap is none")
  void areThereOnce() {
    open("A");
    journal().append(id, "A", events(1, 3));

    assertEquals(Appended.KEPT, journal().append(id, "A", events(1, 3)));
    assertEquals(Appended.KEPT, journal().append(id, "A", events(2, 5)));
    assertEquals(Appended.UNKNOWN, journal().append(id, "A", events(7, 8)));

    assertEquals(events(1, 5), all());
  }

  @Test
  @DisplayName("R43 who lost a build adds nothing to it any more")
  void hasOneOwner() {
    open("A");
    journal().append(id, "A", events(1, 2));

    assertEquals(OptionalInt.empty(), records().take(id, "B", "C"));
    assertEquals(OptionalInt.of(1), records().take(id, "A", "B"));
    assertEquals(OptionalInt.empty(), records().take(id, "A", "C"), "another was first");

    assertEquals(Appended.TAKEN, journal().append(id, "A", events(3, 3)));
    assertEquals(Appended.KEPT, journal().append(id, "B", events(3, 4)));
    assertEquals(events(1, 4), all());
    assertEquals("B", journal().running().get(id));
  }

  @Test
  @DisplayName("R43 a build that is handed over does not count as taken from the dead")
  void isHandedOver() {
    open("A");

    assertEquals(OptionalInt.of(0), records().take(id, "A", BuildRecords.NOBODY));
    assertEquals(BuildRecords.NOBODY, journal().running().get(id));
    assertEquals(OptionalInt.of(0), records().take(id, BuildRecords.NOBODY, "B"));
    assertEquals(OptionalInt.of(1), records().take(id, "B", "C"));
  }

  @Test
  @DisplayName(
      "R43 a gateway that says that the build does it no harm does not count as dead of it")
  void doesNoHarm() {
    open("A");
    records().take(id, "A", "B");

    assertEquals(OptionalInt.of(0), records().take(id, "B", "B"), "A does not count any more");
    assertEquals(OptionalInt.of(0), records().take(id, "B", "C"));
    assertEquals(OptionalInt.of(1), records().take(id, "C", "D"));
    assertEquals(OptionalInt.empty(), records().take(id, "C", "C"), "it is not the owner");
  }

  @Test
  @DisplayName("R43 a gateway that takes a build again was slow, and does not count as dead")
  void isTakenBack() {
    open("A");

    for (int times = 0; times < 5; times++) {
      assertEquals(OptionalInt.of(1), records().take(id, "A", "B"));
      assertEquals(OptionalInt.of(1), records().take(id, "B", "A"));
    }
    assertEquals(OptionalInt.of(2), records().take(id, "A", "C"));
    assertEquals(OptionalInt.of(3), records().take(id, "C", "D"));
  }

  @Test
  void endsAndIsKnownStill() {
    open("A");
    journal().append(id, "A", events(1, 1));
    journal().append(id, "A", List.of(end(2)));

    assertFalse(journal().running().containsKey(id));
    assertEquals(List.of(end(2)), journal().read(id, 1).orElseThrow());
    assertEquals(Appended.KEPT, journal().append(id, "A", List.of(end(2))), "said twice");
  }

  @Test
  void isOpenedAnew() {
    open("A");
    journal().append(id, "A", events(1, 5));

    BuildRecord again = open("A");

    assertEquals(Optional.of(again), records().find(id));
    assertEquals(Optional.of(List.of()), journal().read(id, 0));
    assertEquals(Appended.KEPT, journal().append(id, "A", events(1, 2)));
  }
}
