package io.scriptfarm.parity;

import java.util.List;
import java.util.Optional;

/// How a run went. `ended` is why it was ended early, for people.
record Ran(List<Event> events, String arity, Optional<String> ended) {
  Ran {
    events = List.copyOf(events);
  }
}
