package io.scriptfarm.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptfarm.contract.TraceParent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private static final TraceParent TRACE = new TraceParent("a".repeat(32), "b".repeat(16), true);

  @Test
  @DisplayName("R9 a line as JSON has its build and its trace, and an exception is one field")
  void writesJson() throws Exception {
    List<String> lines = new ArrayList<>();
    LogFields.run(
        "build-1",
        Optional.of(TRACE),
        () -> {
          ExtLogRecord record =
              new ExtLogRecord(Level.WARNING, "two\nlines", LogFormatTest.class.getName());
          record.setLoggerName("a.logger");
          record.setThrown(new IllegalStateException("broken"));
          record.copyMdc();
          lines.add(new JsonLines().format(record));
        });
    assertTrue(lines.getFirst().endsWith("}\n"), lines::getFirst);
    assertEquals(1, lines.getFirst().lines().count());
    JsonNode line = new ObjectMapper().readTree(lines.getFirst());
    assertEquals("two\nlines", line.path("message").asText());
    assertEquals("WARN", line.path("level").asText().substring(0, 4));
    assertEquals("build-1", line.path("mdc").path("build").asText());
    assertEquals(TRACE.trace(), line.path("mdc").path("traceId").asText());
    assertTrue(line.path("stackTrace").asText().contains("broken"), lines::getFirst);
  }

  @Test
  void fieldsEndWithTheWork() {
    LogFields.run("build-1", Optional.empty(), () -> {});
    ExtLogRecord after = new ExtLogRecord(Level.INFO, "later", LogFormatTest.class.getName());
    after.copyMdc();
    assertFalse(after.getMdcCopy().containsKey("build"));
  }
}
