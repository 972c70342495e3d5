package io.scriptfarm.cli.build;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Where a build's time went, as the client sees it. Not safe for concurrent use.
final class Timings {
  /// What a build consists of; a part that comes more than once is summed up.
  enum Part {
    /// Finding out what is on disk.
    LOOK,
    /// Sending contents.
    SEND,
    /// From the submission to the last event.
    FARM,
    /// Bringing outputs to disk.
    WRITE
  }

  private final Map<Part, Long> nanos = new EnumMap<>(Part.class);

  /// Counts until it is closed.
  Running start(Part part) {
    long start = System.nanoTime();
    return () -> nanos.merge(part, System.nanoTime() - start, Long::sum);
  }

  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  /// Seconds, by the name of the part in lower case.
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    nanos.forEach(
        (part, spent) ->
            seconds.put(part.name().toLowerCase(Locale.ROOT), spent / 1_000_000 / 1000.0));
    return seconds;
  }
}
