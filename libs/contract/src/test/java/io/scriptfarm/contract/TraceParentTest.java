package io.scriptfarm.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TraceParentTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final TraceParent PARENT = new TraceParent(TRACE, SPAN, true);

  @Test
  @DisplayName("R9 a header is read as W3C Trace Context says")
  void readsHeaders() {
    String header = "00-" + TRACE + "-" + SPAN + "-01";
    assertEquals(Optional.of(PARENT), TraceParent.of(header));
    assertEquals(header, PARENT.header());
    assertEquals(
        Optional.of(new TraceParent(TRACE, SPAN, false)),
        TraceParent.of("00-" + TRACE + "-" + SPAN + "-02"));
    assertEquals(
        Optional.of(PARENT), TraceParent.of("01-" + TRACE + "-" + SPAN + "-01-what-comes-later"));
    for (String bad :
        List.of(
            "",
            header + "-more",
            "ff-" + TRACE + "-" + SPAN + "-01",
            header.toUpperCase(java.util.Locale.ROOT),
            "00-" + "0".repeat(32) + "-" + SPAN + "-01",
            "00-" + TRACE + "-" + "0".repeat(16) + "-01")) {
      assertEquals(Optional.empty(), TraceParent.of(bad), bad);
    }
  }

  @Test
  void isCurrentWhileItsWorkRuns() {
    List<Optional<TraceParent>> seen = new ArrayList<>();
    TraceParent.run(Optional.of(PARENT), () -> seen.add(TraceParent.current()));
    TraceParent.run(Optional.empty(), () -> seen.add(TraceParent.current()));
    assertEquals(List.of(Optional.of(PARENT), Optional.empty()), seen);
  }
}
