package io.scriptfarm.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 a line of the log that is repeated")
class RepeatedLinesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String AWAY = "Connection to node -1 (/127.0.0.1:9092) cannot be made";

  private final RepeatedLines filter = new RepeatedLines();
  private final Logger counts = Logger.getLogger(RepeatedLines.class.getName());
  private final Collector collector = new Collector();

  private static final class Collector extends Handler {
    final List<String> lines = new ArrayList<>();

    @Override
    public void publish(LogRecord record) {
      lines.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    counts.setUseParentHandlers(false);
    counts.addHandler(collector);
  }

  @AfterEach
  void ignore() {
    counts.removeHandler(collector);
    counts.setUseParentHandlers(true);
  }

  private boolean logs(Level level, String message, Duration after) {
    LogRecord record = new LogRecord(level, message);
    record.setLoggerName("org.apache.kafka.clients.NetworkClient");
    record.setInstant(START.plus(after));
    return filter.isLoggable(record);
  }

  @Test
  @DisplayName("is written once a minute, and then with how often it came")
  void isWrittenOnceAMinute() {
    int written = 0;
    for (int i = 0; i < 6_000; i++) { // ten minutes, ten times a second
      if (logs(Level.WARNING, AWAY, Duration.ofMillis(100L * i))) {
        written++;
      }
    }

    assertEquals(10, written);
    assertEquals(9, collector.lines.size());
    assertEquals("599 more times since 2026-01-01T00:00:00Z: " + AWAY, collector.lines.getFirst());
  }

  @Test
  @DisplayName("is counted, too, when another line comes after it ceased")
  void isCountedWhenItCeased() {
    assertTrue(logs(Level.WARNING, AWAY, Duration.ZERO));
    assertFalse(logs(Level.WARNING, AWAY, Duration.ofSeconds(1)));
    assertTrue(logs(Level.WARNING, "something else", Duration.ofSeconds(90)));

    assertEquals(List.of("1 more times since 2026-01-01T00:00:00Z: " + AWAY), collector.lines);
  }

  @Test
  @DisplayName("may differ in numbers")
  void mayDifferInNumbers() {
    assertTrue(logs(Level.WARNING, "metadata, correlation id 7", Duration.ZERO));
    assertFalse(logs(Level.WARNING, "metadata, correlation id 8", Duration.ZERO));
    assertTrue(logs(Level.SEVERE, "metadata, correlation id 9", Duration.ZERO));
  }

  @Test
  @DisplayName("passes when it is no warning")
  void passesWhenItIsNoWarning() {
    assertTrue(logs(Level.INFO, "job done", Duration.ZERO));
    assertTrue(logs(Level.INFO, "job done", Duration.ZERO));
  }
}
