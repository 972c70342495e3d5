package io.scriptfarm.contract.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads a stream of server-sent events (WHATWG HTML, "event stream interpretation"): lines end
/// with CR, LF or both; several `data` lines are one text; comments and unknown fields are passed
/// over; an event that the stream's end cuts off is dropped. Not safe for concurrent use.
public final class SseParser {
  /// `id` is the last one the stream gave, which a new connection names to go on from there.
  public record Event(String type, String data, Optional<String> id) {}

  private final BufferedReader lines;
  private Optional<String> lastId = Optional.empty();
  private boolean first = true;

  public SseParser(InputStream stream) {
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /// The next event; empty at the end of the stream.
  public Optional<Event> next() throws IOException {
    StringBuilder data = new StringBuilder();
    boolean hasData = false;
    String type = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (first) {
        first = false;
        if (line.startsWith("\uFEFF")) {
          line = line.substring(1);
        }
      }
      if (line.isEmpty()) {
        if (hasData) {
          return Optional.of(new Event(type.isEmpty() ? "message" : type, data.toString(), lastId));
        }
        type = "";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      if (value.startsWith(" ")) {
        value = value.substring(1);
      }
      switch (field) {
        case "data" -> {
          if (hasData) {
            data.append('\n');
          }
          data.append(value);
          hasData = true;
        }
        case "event" -> type = value;
        case "id" -> {
          if (value.indexOf('\0') < 0) {
            lastId = Optional.of(value);
          }
        }
        default -> {} // a comment, `retry`, or a field of the future
      }
    }
    return Optional.empty();
  }
}
