package io.scriptfarm.delivery.pull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.RunContext;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// The routes of a cache-service that game servers use, with contents that a test gives. What the
/// farm itself answers is tested with a farm.
final class FarmStandIn implements AutoCloseable {
  static final WorkspaceName DUNGEON = new WorkspaceName("dungeon");
  private static final String BASE = "/workspaces/" + DUNGEON + "/";

  static {
    // Without it each answer of the JDK's server waits for an acknowledgement, 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  final SigningKey key = SigningKey.generate();
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile Optional<String> token = Optional.empty();
  final BlockingQueue<String> reported = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private final NavigableMap<Long, Release> releases = new ConcurrentSkipListMap<>();
  private final Map<Digest, PackedScript> blobs = new ConcurrentHashMap<>();
  private final List<BlockingQueue<Long>> listeners = new CopyOnWriteArrayList<>();

  FarmStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  TrustedKeys keys() {
    return TrustedKeys.of(List.of(key.x509()));
  }

  /// A manifest of scripts that all go to clients, but for those whose name begins with `secret`.
  static Manifest manifest(long number, SortedMap<String, PackedScript> scripts, URI... cdn) {
    List<Manifest.Entry> entries = new ArrayList<>();
    scripts.forEach(
        (path, script) -> {
          boolean secret = path.startsWith("secret");
          entries.add(
              new Manifest.Entry(
                  new ProjectPath(path),
                  Optional.empty(),
                  secret ? Service.SERVER_SCRIPT_SERVICE : Service.REPLICATED_STORAGE,
                  secret ? RunContext.SERVER : RunContext.BOTH,
                  !secret,
                  Optional.empty(),
                  new TreeMap<>(
                      Map.of(
                          Manifest.LUA,
                          new Manifest.Artifact(script.digest(), script.content().size())))));
        });
    return new Manifest(
        Manifest.VERSION,
        DUNGEON,
        number,
        Manifest.View.FULL,
        Instant.parse("2026-01-01T00:00:00Z"),
        Digest.ofUtf8("snapshot"),
        new Toolchain("6.0.0", "1.37.0", Digest.ofUtf8("toolchain")),
        Optional.empty(),
        List.of(cdn),
        entries);
  }

  Release publish(long number, SortedMap<String, PackedScript> scripts, URI... cdn) {
    scripts.values().forEach(script -> blobs.put(script.digest(), script));
    Release release = Release.of(manifest(number, scripts, cdn), key);
    announce(number, release);
    return release;
  }

  void announce(long number, Release release) {
    releases.put(number, release);
    listeners.forEach(listener -> listener.add(number));
  }

  void lose(Digest digest) {
    blobs.remove(digest);
  }

  void find(PackedScript script) {
    blobs.put(script.digest(), script);
  }

  long asked(String part) {
    return requests.stream().filter(request -> request.contains(part)).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String[] parts = path.substring(Math.min(path.length(), BASE.length())).split("/");
      byte[] body = exchange.getRequestBody().readAllBytes();
      requests.add(exchange.getRequestMethod() + " " + path);
      String shown = exchange.getRequestHeaders().getFirst("Authorization");
      if (token.isPresent() && !("Bearer " + token.get()).equals(shown)) {
        send(exchange, 401, "{\"message\": \"no token\"}".getBytes(StandardCharsets.UTF_8));
        return;
      }
      switch (parts[0]) {
        case "events" -> events(exchange);
        case "servers" -> {
          reported.add(parts[1] + " " + parts[2]);
          exchange.sendResponseHeaders(204, -1);
        }
        case "generations" -> {
          Optional<Map.Entry<Long, Release>> release =
              parts[1].equals("latest")
                  ? Optional.ofNullable(releases.lastEntry())
                  : Optional.ofNullable(releases.get(Long.parseLong(parts[1])))
                      .map(found -> Map.entry(Long.parseLong(parts[1]), found));
          switch (release.isEmpty() ? "none" : parts[2]) {
            case "manifest" -> manifest(exchange, release.orElseThrow());
            case "blobs" -> blob(exchange, new Digest(parts[3]));
            case "pack" -> pack(exchange, body);
            default ->
                send(
                    exchange,
                    404,
                    "{\"message\": \"no such generation\"}".getBytes(StandardCharsets.UTF_8));
          }
        }
        default -> throw new IOException(path);
      }
    }
  }

  private static void manifest(HttpExchange exchange, Map.Entry<Long, Release> release)
      throws IOException {
    String tag = "\"" + release.getKey() + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    boolean clients = "view=REPLICATED".equals(exchange.getRequestURI().getQuery());
    SignedManifest signed = clients ? release.getValue().replicated() : release.getValue().full();
    send(exchange, 200, Json.write(signed).getBytes(StandardCharsets.UTF_8));
  }

  private void blob(HttpExchange exchange, Digest digest) throws IOException {
    PackedScript script = blobs.get(digest);
    if (script == null) {
      send(exchange, 404, "{\"message\": \"no such artifact\"}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    byte[] frame = script.part(0, script.length());
    String tag = "\"" + digest + "-zstd\"";
    exchange.getResponseHeaders().set("ETag", tag);
    exchange.getResponseHeaders().set("Content-Encoding", "zstd");
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null || !tag.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
      send(exchange, 200, frame);
      return;
    }
    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (frame.length - 1) + "/" + frame.length);
    send(exchange, 206, Arrays.copyOfRange(frame, from, frame.length));
  }

  private void pack(HttpExchange exchange, byte[] body) throws IOException {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    for (var digest :
        Json.read(body, com.fasterxml.jackson.databind.JsonNode.class).path("digests")) {
      PackedScript script = blobs.get(new Digest(digest.asText()));
      if (script != null) {
        BlobPack.write(pack, new BlobPack.Frame(script.digest(), script.part(0, script.length())));
      }
    }
    send(exchange, 200, pack.toByteArray());
  }

  private void events(HttpExchange exchange) throws IOException {
    BlockingQueue<Long> mine = new LinkedBlockingQueue<>();
    listeners.add(mine);
    if (!releases.isEmpty()) {
      mine.add(releases.lastKey());
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(": hello\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      while (true) {
        long number = mine.take();
        out.write(
            "event: generation\nid: %1$d\ndata: {\"workspace\":\"%2$s\",\"generation\":%1$d}\n\n"
                .formatted(number, DUNGEON)
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      listeners.remove(mine);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    if (server.getExecutor() instanceof java.util.concurrent.ExecutorService threads) {
      threads.shutdownNow();
    }
  }
}
