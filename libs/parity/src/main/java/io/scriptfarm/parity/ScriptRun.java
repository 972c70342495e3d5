package io.scriptfarm.parity;

import java.util.List;

/// How a script behaved in one language.
///
/// @param arity how many parameters its functions of the life cycle have, by name, as JSON
record ScriptRun(List<Event> events, String arity, End end) {
  ScriptRun {
    events = List.copyOf(events);
  }

  /// How the run ended.
  sealed interface End {}

  /// It came to its own end.
  record Complete() implements End {}

  /// It ended before that, in a place where it always ends. `why` is a sentence for people.
  record Refused(String why) implements End {}

  /// Time, memory or the machine ended it; the next run may get farther.
  record CutOff(String why) implements End {}
}
