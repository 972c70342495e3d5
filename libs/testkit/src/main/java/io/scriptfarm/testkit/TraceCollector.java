package io.scriptfarm.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/// A collector of traces: takes OTLP by HTTP, as protobuf and as JSON, and keeps the spans.
/// Thread-safe.
public final class TraceCollector implements AutoCloseable {
  /// A span that came.
  ///
  /// @param parent empty for the first one of a trace
  /// @param begin in nanoseconds since 1970, as `end`
  public record Collected(
      String service,
      String name,
      String trace,
      String span,
      String parent,
      Map<String, String> attributes,
      List<String> events,
      long begin,
      long end) {}

  private final HttpServer server;
  private final List<Collected> spans = new CopyOnWriteArrayList<>();

  private TraceCollector(HttpServer server) {
    this.server = server;
  }

  /// Starts one on a port of its own.
  public static TraceCollector start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      TraceCollector collector = new TraceCollector(server);
      server.createContext("/v1/traces", collector::take);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return collector;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Its address, without the path.
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// What came so far.
  public List<Collected> spans() {
    return List.copyOf(spans);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = exchange.getRequestBody();
        InputStream plain =
            "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(body)
                : body) {
      String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
      if (type.startsWith("application/json")) {
        json(new ObjectMapper().readTree(plain));
      } else {
        ExportTraceServiceRequest.parseFrom(plain).getResourceSpansList().forEach(this::protobuf);
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void protobuf(ResourceSpans resource) {
    String service = attributes(resource.getResource().getAttributesList()).get("service.name");
    resource.getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .forEach(
            span ->
                spans.add(
                    new Collected(
                        String.valueOf(service),
                        span.getName(),
                        HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                        HexFormat.of().formatHex(span.getSpanId().toByteArray()),
                        HexFormat.of().formatHex(span.getParentSpanId().toByteArray()),
                        attributes(span.getAttributesList()),
                        span.getEventsList().stream().map(event -> event.getName()).toList(),
                        span.getStartTimeUnixNano(),
                        span.getEndTimeUnixNano())));
  }

  private static Map<String, String> attributes(List<KeyValue> list) {
    Map<String, String> attributes = new TreeMap<>();
    for (KeyValue each : list) {
      AnyValue value = each.getValue();
      attributes.put(
          each.getKey(),
          value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue());
    }
    return attributes;
  }

  /// Ids are hexadecimal in OTLP's JSON, and 64-bit numbers are strings.
  private void json(JsonNode request) {
    for (JsonNode resource : request.path("resourceSpans")) {
      String service = attributes(resource.path("resource").path("attributes")).get("service.name");
      for (JsonNode scope : resource.path("scopeSpans")) {
        for (JsonNode span : scope.path("spans")) {
          List<String> events = new ArrayList<>();
          span.path("events").forEach(event -> events.add(event.path("name").asText()));
          spans.add(
              new Collected(
                  String.valueOf(service),
                  span.path("name").asText(),
                  span.path("traceId").asText(),
                  span.path("spanId").asText(),
                  span.path("parentSpanId").asText(""),
                  attributes(span.path("attributes")),
                  events,
                  Long.parseLong(span.path("startTimeUnixNano").asText()),
                  Long.parseLong(span.path("endTimeUnixNano").asText())));
        }
      }
    }
  }

  private static Map<String, String> attributes(JsonNode list) {
    Map<String, String> attributes = new TreeMap<>();
    list.forEach(
        each ->
            attributes.put(
                each.path("key").asText(),
                each.path("value").elements().hasNext()
                    ? each.path("value").elements().next().asText()
                    : ""));
    return attributes;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
