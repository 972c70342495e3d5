package io.scriptfarm.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/// A record of the log as a JSON object in a line. The log manager has such a formatter, whose
/// parser of JSON its class loader does not see in a service. Thread-safe.
final class JsonLines extends ExtFormatter {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String format(ExtLogRecord record) {
    ObjectNode line = JSON.createObjectNode();
    line.put("timestamp", record.getInstant().toString());
    line.put("level", record.getLevel().getName());
    line.put("loggerName", record.getLoggerName());
    line.put("threadName", record.getThreadName());
    line.put("message", record.getFormattedMessage());
    Map<String, String> fields = record.getMdcCopy();
    if (!fields.isEmpty()) {
      ObjectNode mdc = line.putObject("mdc");
      fields.forEach(mdc::put);
    }
    if (record.getThrown() != null) {
      StringWriter trace = new StringWriter();
      record.getThrown().printStackTrace(new PrintWriter(trace));
      line.put("stackTrace", trace.toString());
    }
    return line + "\n";
  }
}
