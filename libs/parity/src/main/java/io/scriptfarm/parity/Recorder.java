package io.scriptfarm.parity;

import io.scriptfarm.contract.ParityJob;
import java.util.ArrayList;
import java.util.List;

/// What a run did so far; bounded, because a script may print for ever. Thread-safe.
final class Recorder {
  private static final int MAX_TEXT = 4_000;

  private final List<Event> events = new ArrayList<>();

  /// Whether there is room for more after this one.
  synchronized boolean add(Event event) {
    if (events.size() >= ParityJob.STEPS) {
      return false;
    }
    String text = event.text();
    events.add(
        text.length() <= MAX_TEXT
            ? event
            : new Event(event.kind(), event.label(), text.substring(0, MAX_TEXT), event.place()));
    return true;
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }
}
