package io.scriptfarm.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.scriptfarm.api.FarmInfo;
import io.scriptfarm.api.FarmStatus;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A gateway that speaks the farm's protocol over real HTTP; its builds end at once. What a test
/// wants to go wrong, it sets.
public final class FakeFarm implements AutoCloseable {
  private static final String BUILD = "build-1";

  private final HttpServer gateway;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /// How builds end.
  public volatile BuildEvent.Conclusion conclusion =
      new BuildEvent.Aborted(CompileOutcome.Blame.USER, "this farm builds nothing");

  public volatile String verdict = FarmStatus.OK;

  /// How many requests are answered with 503 and the wish to be asked again in a second.
  public final AtomicInteger busy = new AtomicInteger();

  /// So many bytes follow the last event: more than connections buffer, and they are written only
  /// to a client that still reads.
  public volatile int bytesAfterTheEnd;

  public final AtomicInteger readToTheEnd = new AtomicInteger();

  /// Held, an event stream stays open after its last event.
  public final Semaphore mayEnd = new Semaphore(1);

  public FakeFarm() {
    try {
      gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    gateway.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    gateway.createContext(
        "/",
        exchange -> {
          try (exchange) {
            answer(exchange);
          }
        });
    gateway.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
  }

  /// How often it was asked, as in `GET /api/farm`.
  public long count(String request) {
    return requests.stream().filter(request::equals).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    requests.add(request);
    if (busy.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      json(exchange, 503, Map.of("error", "busy", "message", "try again in a second"));
      return;
    }
    switch (request) {
      case "GET /api/farm" ->
          json(
              exchange,
              200,
              new FarmInfo(
                  uri().toString(), new Toolchain("6.0.0", "1.37.0", Digest.ofUtf8("toolchain"))));
      case "GET /api/status" ->
          json(
              exchange,
              200,
              new FarmStatus(
                  verdict, List.of(), Optional.empty(), Optional.empty(), Map.of(), List.of()));
      case "POST /api/builds" ->
          json(
              exchange,
              201,
              Map.of(
                  "id",
                  BUILD,
                  "events",
                  "/api/builds/" + BUILD + "/events",
                  "cache",
                  uri().toString()));
      case "GET /api/builds/" + BUILD + "/events" -> events(exchange);
      default -> json(exchange, 404, Map.of("error", "nothing", "message", "nothing is here"));
    }
  }

  private static void json(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    BuildEvent.Finished finished =
        new BuildEvent.Finished(
            BUILD, 1, conclusion, new BuildEvent.Summary(0, 0, 0, 0, Duration.ZERO));
    out.write(
        ": comment\nid: 1\nevent: finished\ndata: %s\n\n"
            .formatted(Json.write(finished))
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
    byte[] comment = (":" + " ".repeat(1022) + "\n").getBytes(StandardCharsets.UTF_8);
    for (int written = 0; written < bytesAfterTheEnd; written += comment.length) {
      out.write(comment);
    }
    out.flush();
    readToTheEnd.incrementAndGet();
    mayEnd.acquireUninterruptibly();
    mayEnd.release();
  }

  @Override
  public void close() {
    gateway.stop(0);
  }
}
