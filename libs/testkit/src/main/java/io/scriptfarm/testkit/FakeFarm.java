package io.scriptfarm.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.scriptfarm.api.FarmInfo;
import io.scriptfarm.api.FarmStatus;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A gateway and a cache that speak the farm's protocol over real HTTP and "compile" each `.ts`
/// file of `src` to a Lua file of the same text in `out`. What a test wants to go wrong, it sets.
public final class FakeFarm implements AutoCloseable {
  private static final Toolchain TOOLCHAIN =
      new Toolchain("6.0.0", "1.37.0", Digest.ofUtf8("toolchain"));
  private volatile HttpServer gateway = start(0);
  private volatile HttpServer cache = start(0);
  private final Map<Digest, Blob> blobs = new ConcurrentHashMap<>();
  private final Map<String, List<BuildEvent>> builds = new ConcurrentHashMap<>();
  private final Set<Digest> compiled = ConcurrentHashMap.newKeySet();

  public final List<String> requests = new CopyOnWriteArrayList<>();
  public final Set<Digest> received = ConcurrentHashMap.newKeySet();
  public volatile List<Diagnostic> diagnostics = List.of();
  public volatile List<OutputFile> moreOutputs = List.of();

  /// How many requests are answered with 503 and the wish to be asked again in a second.
  public final AtomicInteger busy = new AtomicInteger();

  /// Where the Lua of scripts goes.
  public volatile String outDir = "out";
  public volatile boolean emitSkipped;
  public volatile Optional<BuildEvent.Conclusion> conclusion = Optional.empty();
  public volatile String verdict = FarmStatus.OK;
  public volatile Optional<String> waitsFor = Optional.empty();

  /// Contents that every build reads besides the sources, by the end of their path.
  public volatile String alsoReads = "/nothing/";

  /// After so many events the next event streams are cut off.
  public volatile int cutStreamsAfter = Integer.MAX_VALUE;

  public final AtomicInteger cuts = new AtomicInteger();

  /// So many bytes follow the last event: more than connections buffer, and they are written only
  /// to a client that still reads.
  public volatile int bytesAfterTheEnd;

  public final AtomicInteger readToTheEnd = new AtomicInteger();

  /// Held, an event stream stays open after its last event.
  public final Semaphore mayEnd = new Semaphore(1);

  /// Held, builds that are submitted are not answered.
  public final Semaphore maySubmit = new Semaphore(1);

  /// So many event streams are answered as if the gateway had just restarted.
  public final AtomicInteger forgets = new AtomicInteger();

  /// So many builds compile every script, and only then find that the store lacks the tsconfig.
  public final AtomicInteger lacksLate = new AtomicInteger();

  /// So many packs arrive damaged at the reader.
  public final AtomicInteger damagedReads = new AtomicInteger();

  /// So many reads find that the store lost everything that they ask for.
  public final AtomicInteger emptyReads = new AtomicInteger();

  public FakeFarm() {
    routeBuilds();
    routeBlobs();
  }

  private static HttpServer start(int port) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void routeBuilds() {
    route(
        gateway,
        "/api/farm",
        exchange -> json(exchange, 200, new FarmInfo(cache().toString(), TOOLCHAIN)));
    route(gateway, "/api/status", exchange -> json(exchange, 200, status()));
    route(gateway, "/api/builds", this::builds);
  }

  private void routeBlobs() {
    route(cache, "/blobs", this::upload);
    route(cache, "/blobs/missing", this::missing);
    route(cache, "/blobs/read", this::read);
  }

  /// Gives the cache another address; nothing answers at the old one.
  public void moveCache() {
    HttpServer before = cache;
    cache = start(0);
    routeBlobs();
    before.stop(0);
  }

  /// After {@link #close}: both services answer again, and the gateway knows no build.
  public void startAgain() {
    builds.clear();
    gateway = start(uri().getPort());
    cache = start(cache().getPort());
    routeBuilds();
    routeBlobs();
  }

  public URI uri() {
    return address(gateway);
  }

  private URI cache() {
    return address(cache);
  }

  private static URI address(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void put(Blob blob) {
    blobs.put(blob.digest(), blob);
  }

  public void forgetBlobs() {
    blobs.clear();
  }

  public long count(String request) {
    return requests.stream().filter(request::equals).count();
  }

  private void route(HttpServer server, String path, HttpHandler route) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            String requested = exchange.getRequestURI().getPath();
            requests.add(
                exchange.getRequestMethod() + " " + requested.replaceAll("/build-[0-9]+", "/ID"));
            if (busy.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
              exchange.getResponseHeaders().set("Retry-After", "1");
              json(exchange, 503, Map.of("error", "busy", "message", "try again in a second"));
            } else {
              route.handle(exchange);
            }
          }
        });
  }

  private static void json(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void missing(HttpExchange exchange) throws IOException {
    json(
        exchange,
        200,
        Map.of("missing", digests(exchange).stream().filter(d -> !blobs.containsKey(d)).toList()));
  }

  private static List<Digest> digests(HttpExchange exchange) throws IOException {
    JsonNode body = Json.read(exchange.getRequestBody().readAllBytes(), JsonNode.class);
    List<Digest> digests = new ArrayList<>();
    body.path("digests").forEach(d -> digests.add(new Digest(d.asText())));
    return digests;
  }

  private void upload(HttpExchange exchange) throws IOException {
    BlobPack.read(
        exchange.getRequestBody(),
        1 << 26,
        frame -> {
          Blob blob =
              Blob.of(Zstd.decompress(frame.zstd(), (int) Zstd.getFrameContentSize(frame.zstd())));
          if (!blob.digest().equals(frame.digest())) {
            throw new IOException("damaged upload");
          }
          received.add(blob.digest());
          put(blob);
        });
    json(exchange, 200, Map.of());
  }

  private void read(HttpExchange exchange) throws IOException {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    boolean lost = emptyReads.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    for (Digest digest : digests(exchange)) {
      Blob blob = blobs.get(digest);
      if (blob != null && !lost) {
        BlobPack.write(pack, new BlobPack.Frame(digest, Zstd.compress(blob.bytes(), 1)));
      }
    }
    byte[] bytes = pack.toByteArray();
    if (bytes.length > 0 && damagedReads.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      bytes[bytes.length - 1] ^= 1;
    }
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(bytes);
  }

  private void builds(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("POST")) {
      maySubmit.acquireUninterruptibly();
      maySubmit.release();
      JsonNode body = Json.read(exchange.getRequestBody().readAllBytes(), JsonNode.class);
      String id = "build-" + (builds.size() + 1);
      builds.put(
          id,
          numbered(id, new Digest(body.path("snapshot").asText()), body.path("config").asText()));
      json(
          exchange,
          201,
          Map.of("id", id, "events", "/api/builds/" + id + "/events", "cache", cache().toString()));
      return;
    }
    String id = exchange.getRequestURI().getPath().split("/")[3];
    List<BuildEvent> events = builds.get(id);
    if (events == null || forgets.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      json(exchange, 404, Map.of("error", "unknown-build", "message", "no such build"));
      return;
    }
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    int sent = 0;
    for (BuildEvent event : events) {
      if (last != null && event.sequence() <= Long.parseLong(last)) {
        continue;
      }
      if (sent++ >= cutStreamsAfter) {
        cuts.incrementAndGet();
        return;
      }
      JsonNode tree = Json.mapper().readTree(Json.write(event));
      out.write(
          ": comment\nid: %d\nevent: %s\ndata: %s\n\n"
              .formatted(event.sequence(), tree.path("type").asText(), Json.write(event))
              .getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    byte[] comment = (":" + " ".repeat(1022) + "\n").getBytes(StandardCharsets.UTF_8);
    for (int written = 0; written < bytesAfterTheEnd; written += comment.length) {
      out.write(comment);
    }
    out.flush();
    readToTheEnd.incrementAndGet();
    mayEnd.acquireUninterruptibly();
    mayEnd.release();
  }

  private FarmStatus status() {
    return new FarmStatus(
        verdict, List.of(), Optional.empty(), Optional.empty(), Map.of(), List.of());
  }

  private List<BuildEvent> numbered(String id, Digest snapshotDigest, String config) {
    List<BuildEvent> events = new ArrayList<>();
    BuildEvent.Summary none = new BuildEvent.Summary(0, 0, 0, 0, Duration.ZERO);
    waitsFor.ifPresent(reason -> events.add(new BuildEvent.Waiting(id, 1, reason)));
    if (conclusion.isPresent()) {
      events.add(new BuildEvent.Finished(id, events.size() + 1L, conclusion.get(), none));
      return events;
    }
    Blob encoded = blobs.get(snapshotDigest);
    if (encoded == null) {
      return List.of(
          new BuildEvent.Finished(
              id, 1, new BuildEvent.ContentMissing(Set.of(snapshotDigest)), none));
    }
    Snapshot snapshot = SnapshotCodec.decode(encoded);
    Set<Digest> missing = new HashSet<>();
    Map<ProjectPath, Digest> scripts = new java.util.TreeMap<>();
    snapshot
        .entries()
        .forEach(
            (path, entry) -> {
              if (entry instanceof Snapshot.File(Digest digest, long _)) {
                boolean script =
                    path.value().endsWith(".ts")
                        && !path.value().endsWith(".d.ts")
                        && !path.value().contains("node_modules");
                if (script) {
                  scripts.put(path, digest);
                }
                if ((script || path.value().equals(config) || path.value().endsWith(alsoReads))
                    && !blobs.containsKey(digest)) {
                  missing.add(digest);
                }
              }
            });
    if (!missing.isEmpty()) {
      return List.of(new BuildEvent.Finished(id, 1, new BuildEvent.ContentMissing(missing), none));
    }
    int cached = (int) scripts.values().stream().filter(compiled::contains).count();
    events.add(new BuildEvent.Planned(id, 1, scripts.size(), cached, TOOLCHAIN, List.of()));
    List<OutputFile> outputs = new ArrayList<>();
    scripts.forEach(
        (path, digest) -> {
          Blob lua = Blob.ofUtf8("-- " + Objects.requireNonNull(blobs.get(digest)).utf8());
          put(lua);
          events.add(
              new BuildEvent.ScriptFinished(
                  id,
                  events.size() + 1,
                  path,
                  new CompileKey(digest),
                  compiled.add(digest) ? BuildEvent.Origin.COMPILED : BuildEvent.Origin.CACHED,
                  List.of()));
          outputs.add(
              new OutputFile(
                  outDir + "/" + path.value().replace("src/", "").replace(".ts", ".lua"),
                  Optional.of(path),
                  lua.digest(),
                  lua.size(),
                  Optional.empty(),
                  true));
        });
    if (lacksLate.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      Digest tsconfig =
          ((Snapshot.File) Objects.requireNonNull(snapshot.entries().get(new ProjectPath(config))))
              .digest();
      blobs.remove(tsconfig);
      BuildEvent.Conclusion lacking = new BuildEvent.ContentMissing(Set.of(tsconfig));
      events.add(new BuildEvent.Finished(id, events.size() + 1, lacking, none));
      return List.copyOf(events);
    }
    outputs.addAll(moreOutputs);
    List<OutputFile> ready = emitSkipped ? List.of() : outputs; // there is no Lua, as on the farm
    for (OutputFile output : ready) {
      events.add(
          new BuildEvent.OutputReady(
              id,
              events.size() + 1,
              output,
              List.of(new BuildEvent.Unavailable(BytecodeFormat.LUA53, "a fake has none"))));
    }
    events.add(
        new BuildEvent.Finished(
            id,
            events.size() + 1,
            new BuildEvent.Delivered(diagnostics, emitSkipped),
            new BuildEvent.Summary(
                scripts.size(), scripts.size() - cached, cached, 0, Duration.ofMillis(7))));
    return List.copyOf(events);
  }

  @Override
  public void close() {
    gateway.stop(0);
    cache.stop(0);
  }
}
