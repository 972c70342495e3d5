package io.scriptfarm.gateway.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Slice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R9 traces of builds")
class BuildTracesTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final BuildEvent.Finished FINISHED =
      new BuildEvent.Finished(
          "b1",
          3,
          new BuildEvent.Delivered(List.of(), false),
          new BuildEvent.Summary(1, 1, 0, 0, Duration.ofMillis(20)));

  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private HttpServer collector;

  @BeforeEach
  void collect() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          received.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void end() {
    collector.stop(0);
  }

  @Test
  @DisplayName("have a span for the build and for each slice, in the client's trace")
  void sendsSpans() throws InterruptedException {
    URI endpoint = URI.create("http://localhost:" + collector.getAddress().getPort());
    try (BuildTraces traces =
        new BuildTraces(Optional.of(endpoint), () -> Instant.ofEpochSecond(1_800_000_000))) {
      traces.submitted("b1", Optional.of("00-" + TRACE + "-b7ad6b7169203331-01"));
      traces.heard(
          new BuildEvent.TimeSpent(
              "b1",
              2,
              Optional.of("worker-7"),
              List.of(new Slice(Phase.CHECK, Optional.of(new ProjectPath("a.ts")), 5000, 700))));
      traces.heard(FINISHED);
    }

    byte[] body = received.poll(10, TimeUnit.SECONDS);
    String text = new String(body, StandardCharsets.ISO_8859_1);
    for (String part : List.of("build", "check", "worker-7", "a.ts", "b1", "success")) {
      assertTrue(text.contains(part), part);
    }
    assertTrue(HexFormat.of().formatHex(body).contains(TRACE), "not in the client's trace");
  }

  @Test
  @DisplayName("are not collected where no collector is named, or another trace is")
  void collectsNothing() {
    try (BuildTraces traces = new BuildTraces(Optional.empty(), () -> Instant.EPOCH)) {
      traces.submitted("b1", Optional.of("anything"));
      traces.heard(FINISHED);
      assertTrue(!traces.wanted());
    }
    assertEquals(
        io.opentelemetry.context.Context.root(), TraceParent.of(Optional.of("00-zz-1-01")));
  }
}
