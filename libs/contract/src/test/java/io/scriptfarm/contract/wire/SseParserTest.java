package io.scriptfarm.contract.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.wire.SseParser.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SseParserTest {
  private static List<Event> parse(String stream) {
    SseParser parser =
        new SseParser(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    List<Event> events = new ArrayList<>();
    try {
      for (Optional<Event> event = parser.next(); event.isPresent(); event = parser.next()) {
        events.add(event.get());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return events;
  }

  private static Event event(String type, String data, String id) {
    return new Event(type, data, Optional.of(id).filter(text -> !text.isEmpty()));
  }

  @Test
  void readsTypeDataAndId() {
    assertEquals(
        List.of(event("planned", "{\"a\":1}", "1"), event("message", "x", "1")),
        parse("id: 1\nevent: planned\ndata: {\"a\":1}\n\ndata:x\n\n"));
  }

  @Test
  void joinsDataLinesAndTakesAnyLineEnd() {
    assertEquals(
        List.of(event("message", "a\n\nb", ""), event("message", " c", "")),
        parse("data: a\r\ndata\r\ndata: b\r\n\r\ndata:  c\r\r"));
  }

  @Test
  void passesOverCommentsUnknownFieldsAndEventsWithoutData() {
    assertEquals(
        List.of(event("message", "é", "2")),
        parse("\uFEFF: hello\nretry: 10\nevent: lost\n\nid: 2\nsomething: else\ndata: é\n\n"));
  }

  @Test
  void dropsAnEventThatIsCutOff() {
    assertEquals(List.of(event("message", "a", "")), parse("data: a\n\ndata: b\n"));
  }
}
