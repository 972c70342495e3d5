package io.scriptfarm.service;

import io.quarkus.logging.LoggingFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/// Lets a warning or an error through once a minute, however often it is logged, and counts the
/// others: Kafka's clients warn up to twenty times a second that their broker is away, each of
/// them. Two lines are the same when they differ in numbers only. Everything below a warning
/// passes. Time is that of the records. Safe for concurrent use.
@LoggingFilter(name = "repeated-lines")
public final class RepeatedLines implements Filter {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  // Different lines that are remembered: more than a service warns of at a time, in some 500 KB.
  private static final int REMEMBERED = 500;

  private static final Logger COUNTS = Logger.getLogger(RepeatedLines.class.getName());

  private final Map<Line, Count> lines = new LinkedHashMap<>(); // oldest first; guards itself

  private record Line(String logger, Level level, String pattern) {}

  private static final class Count {
    private final Instant from;
    private final String text;
    private long more;

    Count(Instant from, String text) {
      this.from = from;
      this.text = text;
    }
  }

  @Override
  public boolean isLoggable(LogRecord record) {
    if (record.getLevel().intValue() < Level.WARNING.intValue()
        || COUNTS.getName().equals(record.getLoggerName())) {
      return true;
    }
    String text = text(record);
    Line line =
        new Line(
            String.valueOf(record.getLoggerName()),
            record.getLevel(),
            text.replaceAll("[0-9]+", "0"));
    List<Map.Entry<Line, Count>> over;
    boolean isNew;
    synchronized (lines) {
      over = forgetOld(record.getInstant());
      Count known = lines.get(line);
      isNew = known == null;
      if (known == null) {
        lines.put(line, new Count(record.getInstant(), text));
      } else {
        known.more++;
      }
    }
    for (Map.Entry<Line, Count> repeated : over) {
      COUNTS.log(
          repeated.getKey().level(),
          repeated.getValue().more
              + " more times since "
              + repeated.getValue().from
              + ": "
              + repeated.getValue().text);
    }
    return isNew;
  }

  /// Forgets lines of the last window, and gives those that were repeated in it.
  private List<Map.Entry<Line, Count>> forgetOld(Instant now) {
    List<Map.Entry<Line, Count>> repeated = new ArrayList<>();
    Iterator<Map.Entry<Line, Count>> all = lines.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Line, Count> oldest = all.next();
      boolean over = !now.isBefore(oldest.getValue().from.plus(WINDOW));
      if (!over && lines.size() < REMEMBERED) {
        break;
      }
      all.remove();
      if (oldest.getValue().more > 0) {
        repeated.add(oldest);
      }
    }
    return repeated;
  }

  private static String text(LogRecord record) {
    String message =
        record instanceof ExtLogRecord ext ? ext.getFormattedMessage() : record.getMessage();
    return record.getThrown() == null ? message : message + ": " + record.getThrown();
  }
}
