package io.scriptfarm.parity;

import io.scriptfarm.contract.ParityReport.Place;
import java.util.Optional;

/// Something that a script did: printed, called the game's engine, returned from a call of its life
/// cycle, or failed.
record Event(String kind, String label, String text, Optional<Place> place) {
  private static final String RUNTIME_ERROR = "a runtime error: "; // as the harnesses have it

  /// Whether both are the same; the languages have their own words for what they refuse.
  boolean saysTheSameAs(Event other) {
    return text.equals(other.text)
        || (text.startsWith(RUNTIME_ERROR) && other.text.startsWith(RUNTIME_ERROR));
  }

  /// What it is, for people.
  String what() {
    return kind.equals("print") ? "what it prints" : kind + " of " + label;
  }
}
