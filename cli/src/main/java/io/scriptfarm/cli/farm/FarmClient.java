package io.scriptfarm.cli.farm;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.SseParser;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The gateway of a farm. Safe for concurrent use; blocks.
///
/// All of it may be tried again: builds and blobs are addressed by content. So a lost connection is
/// taken up again a bounded number of times; an address where nothing answers at all fails at once.
public final class FarmClient implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  // Scripts without an end take ten seconds each, and there may be a queue.
  private static final Duration RUNS = Duration.ofMinutes(12);
  // A gateway that sends nothing for so long may be gone without a word; asking again is cheap.
  private static final Duration SILENCE = Duration.ofSeconds(30);
  // A gateway closes the stream at once after the last event; one that does not is not waited for.
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final URI gateway;
  private final Http http;
  private final Backoff backoff;
  private final Duration silence;
  private final Duration closing;
  private final HeldBlobs held = new HeldBlobs();
  private volatile @Nullable URI cache;

  /// A build that the farm took on. `cache` is where its blobs go and come from.
  public record Submitted(String id, URI events, URI cache) {}

  public FarmClient(FarmAddress farm) {
    this(farm, Backoff.STANDARD, SILENCE, CLOSING);
  }

  /// @param silence how long the gateway may send nothing before it is asked again
  /// @param closing how long the gateway may keep the event stream open after the last event
  FarmClient(FarmAddress farm, Backoff backoff, Duration silence, Duration closing) {
    this.gateway = farm.gateway();
    this.http = new Http("https".equals(gateway.getScheme()), farm.token());
    this.backoff = backoff;
    this.silence = silence;
    this.closing = closing;
  }

  /// Ends the connections, with those of the blobs of this farm.
  @Override
  public void close() {
    http.close();
  }

  public URI gateway() {
    return gateway;
  }

  /// The address of the farm's cache; the farm is asked once.
  public URI cache() throws FarmException {
    URI known = cache;
    if (known == null) {
      JsonNode farm = ask(() -> http.get(gateway.resolve("/api/farm"), ANSWER));
      known = address(farm, "cache");
      cache = known;
    }
    return known;
  }

  /// The blobs of this farm, at the address that the farm gave.
  public BlobClient blobs(URI at) {
    return new BlobClient(at, http, backoff, held);
  }

  /// Forgets what the farm said of its cache and which blobs it holds, because it is no longer so.
  public void forget() {
    cache = null;
    held.clear();
  }

  /// Whether something is known of the farm from before.
  public boolean remembers() {
    return cache != null || !held.isEmpty();
  }

  /// What the farm says of itself; its fields may grow.
  public JsonNode status() throws FarmException {
    return ask(() -> http.get(gateway.resolve("/api/status"), ANSWER));
  }

  /// @param lane `interactive` or `bulk`
  public Submitted submit(Digest snapshot, ProjectPath config, String lane) throws FarmException {
    return submit(snapshot, config, lane, Wishes.NONE);
  }

  /// What else is wanted of a build.
  ///
  /// @param saved scripts that somebody waits for
  /// @param publish a workspace, or `""` for the one that the project names
  /// @param publishSaved whether what was saved is published before it is checked
  public record Wishes(
      Set<ProjectPath> saved, Emit emit, Optional<String> publish, boolean publishSaved) {
    public static final Wishes NONE = new Wishes(Set.of(), Emit.LUA, Optional.empty(), false);
  }

  /// @param lane `interactive` or `bulk`
  public Submitted submit(Digest snapshot, ProjectPath config, String lane, Wishes wishes)
      throws FarmException {
    Map<String, Object> build = new LinkedHashMap<>();
    build.put("snapshot", snapshot.hex());
    build.put("config", config.value());
    build.put("lane", lane);
    if (!wishes.saved().isEmpty()) {
      build.put("saved", wishes.saved());
    }
    wishes.publish().ifPresent(workspace -> build.put("publish", workspace));
    if (wishes.publishSaved()) {
      build.put("publishSaved", true);
    }
    if (wishes.emit() == Emit.JS) {
      build.put("emit", "js");
    }
    JsonNode answer = ask(() -> http.post(gateway.resolve("/api/builds"), build, ANSWER));
    String id = answer.path("id").asText();
    return new Submitted(id, address(answer, "events"), address(answer, "cache"));
  }

  /// What the farm makes of a Lua traceback.
  ///
  /// @param request as the gateway's API describes it
  /// @throws FarmException.Refused also when the farm does not know the build
  public JsonNode traceback(Map<String, Object> request) throws FarmException {
    return ask(() -> http.post(gateway.resolve("/api/traceback"), request, ANSWER));
  }

  /// How scripts behave in both languages; answers when all were run.
  ///
  /// @param request as the gateway's API describes it
  public JsonNode parity(Map<String, Object> request) throws FarmException {
    return ask(() -> http.post(gateway.resolve("/api/parity"), request, RUNS));
  }

  /// The generations of a workspace, youngest first; as the gateway's API describes them.
  ///
  /// @throws FarmException.Refused also when nothing was published there
  public JsonNode generations(WorkspaceName workspace) throws FarmException {
    return ask(() -> http.get(of(workspace, "generations"), ANSWER));
  }

  /// What differs between two generations; as the gateway's API describes it.
  public JsonNode difference(WorkspaceName workspace, long from, long to) throws FarmException {
    return ask(() -> http.get(of(workspace, "diff?from=" + from + "&to=" + to), ANSWER));
  }

  /// Publishes once more what an earlier generation held.
  public JsonNode rollBack(WorkspaceName workspace, long generation) throws FarmException {
    return ask(() -> http.post(of(workspace, "rollback/" + generation), Map.of(), ANSWER));
  }

  /// Which game server runs which generation.
  public JsonNode servers() throws FarmException {
    return ask(() -> http.get(gateway.resolve("/api/servers"), ANSWER));
  }

  /// The public keys that verify manifests; as the gateway's API describes them.
  public JsonNode keys() throws FarmException {
    return ask(() -> http.get(gateway.resolve("/api/keys"), ANSWER));
  }

  /// As {@link #keys}, after a new key has taken the place of the one that signed.
  public JsonNode rotateKeys() throws FarmException {
    return ask(() -> http.post(gateway.resolve("/api/keys/rotate"), Map.of(), ANSWER));
  }

  private URI of(WorkspaceName workspace, String what) {
    return gateway.resolve("/api/workspaces/" + workspace + "/" + what);
  }

  private URI address(JsonNode answer, String field) throws FarmException {
    try {
      String text = answer.path(field).asText();
      if (text.isEmpty()) {
        throw new FarmException(
            gateway + " does not answer like a farm: no `" + field + "` in " + answer);
      }
      return gateway.resolve(text);
    } catch (IllegalArgumentException e) {
      throw new FarmException(gateway + " gives an address that is none: " + answer, e);
    }
  }

  /// Gives the events of a build to `listener`, each once and in order, to the last one.
  ///
  /// @return the last event; empty when the gateway does not know the build (any more), which is
  ///     then to be submitted again
  public Optional<BuildEvent.Finished> follow(
      Submitted build, Consumer<BuildEvent> listener, Duration atMost) throws FarmException {
    AtomicLong seen = new AtomicLong();
    long deadline = System.nanoTime() + atMost.toNanos();
    int failures = 0;
    while (System.nanoTime() < deadline) {
      long before = seen.get();
      try {
        Optional<BuildEvent.Finished> finished = connect(build, seen, listener);
        if (finished.isPresent()) {
          return finished;
        }
        // A stream that ends before the build does, as when the gateway stops.
        IOException cut = new IOException("the event stream ended early");
        failures = nextFailure(seen.get() > before ? 0 : failures, build, cut);
      } catch (Silence e) {
        failures = 0; // the connection stood; a long job may have nothing to say
      } catch (FarmException.Refused e) {
        if (e.status() == 404) {
          return Optional.empty();
        }
        if (e.status() / 100 != 5) {
          throw e;
        }
        failures = nextFailure(failures, build, e);
      } catch (InterruptedIOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new FarmException("interrupted; the farm goes on with build " + build.id(), e);
        }
        failures = nextFailure(seen.get() > before ? 0 : failures, build, e);
      } catch (FarmException.Unreachable | IOException e) {
        failures = nextFailure(seen.get() > before ? 0 : failures, build, e);
      }
    }
    throw new FarmException(
        "build "
            + build.id()
            + " did not end within "
            + atMost.toSeconds()
            + " s; see ./farm status, and ./farm logs for its reason; --timeout allows more");
  }

  private int nextFailure(int failures, Submitted build, Exception cause) throws FarmException {
    int next = failures + 1;
    if (!backoff.allows(next)) {
      throw new FarmException(
          "the connection to the farm at "
              + gateway
              + " was lost while it built "
              + build.id()
              + "; see ./farm status, and run the same command again: what is done is kept",
          cause);
    }
    try {
      backoff.pause(next);
    } catch (InterruptedIOException e) {
      throw new FarmException("interrupted; the farm goes on with build " + build.id(), e);
    }
    return next;
  }

  private Optional<BuildEvent.Finished> connect(
      Submitted build, AtomicLong seen, Consumer<BuildEvent> listener)
      throws FarmException, IOException {
    Map<String, String> headers =
        seen.get() == 0
            ? Map.of("Accept", "text/event-stream")
            : Map.of("Accept", "text/event-stream", "Last-Event-ID", Long.toString(seen.get()));
    HttpResponse<InputStream> response =
        http.send(
            URI.create(build.events() + "?known=false"), // the progress bar counts those at once
            "GET",
            BodyPublishers.noBody(),
            headers,
            ANSWER);
    Watch watch = new Watch(response.body(), silence);
    try (watch;
        InputStream stream = watch.watched()) {
      SseParser parser = new SseParser(stream);
      for (Optional<SseParser.Event> next = parser.next(); next.isPresent(); next = parser.next()) {
        BuildEvent event;
        try {
          event = Json.read(next.get().data(), BuildEvent.class);
        } catch (MalformedException e) {
          if (e.getMessage() != null && e.getMessage().contains("type id")) {
            continue; // an event of a newer farm
          }
          throw new FarmException("the farm sent an event that is none: " + e.getMessage(), e);
        }
        if (event.sequence() <= seen.get()) {
          continue; // was sent before the connection was lost
        }
        seen.set(event.sequence());
        listener.accept(event);
        if (event instanceof BuildEvent.Finished finished) {
          watch.readToEnd(closing);
          return Optional.of(finished);
        }
      }
      if (watch.silent) {
        throw new Silence();
      }
    } catch (IOException e) {
      if (watch.silent) {
        throw new Silence();
      }
      throw e;
    }
    return Optional.empty();
  }

  @FunctionalInterface
  interface Exchange<T> {
    T run() throws FarmException, IOException;
  }

  private <T> T ask(Exchange<T> exchange) throws FarmException {
    return ask(backoff, gateway, exchange);
  }

  /// Tries again while the connection is lost midway or the other side is overloaded or starting.
  static <T> T ask(Backoff backoff, URI whom, Exchange<T> exchange) throws FarmException {
    for (int failures = 1; ; failures++) {
      try {
        return exchange.run();
      } catch (MalformedException e) {
        throw new FarmException(whom + " does not answer like a farm: " + e.getMessage(), e);
      } catch (FarmException.Refused e) {
        if ((e.status() != 503 && e.status() != 429) || !backoff.allows(failures)) {
          throw e;
        }
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted() || !backoff.allows(failures)) {
          throw new FarmException(
              "the connection to " + whom + " was lost (" + e + "); see ./farm status", e);
        }
      }
      try {
        backoff.pause(failures);
      } catch (InterruptedIOException e) {
        throw new FarmException("interrupted while waiting for " + whom, e);
      }
    }
  }

  /// Nothing arrived for too long.
  private static final class Silence extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /// Closes a stream on which nothing arrives for too long, so that its reader wakes up, and one
  /// whose end does not come.
  private static final class Watch implements AutoCloseable {
    private final InputStream stream;
    private final ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("event-stream-watch").factory());
    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private final Duration silence;
    private final ScheduledFuture<?> task;
    private volatile boolean silent;

    Watch(InputStream stream, Duration silence) {
      this.stream = stream;
      this.silence = silence;
      this.task =
          timer.scheduleWithFixedDelay(
              this::closeWhenSilent,
              silence.toMillis(),
              Math.max(1, silence.toMillis() / 4),
              TimeUnit.MILLISECONDS);
    }

    private void closeWhenSilent() {
      if (System.nanoTime() - last.get() > silence.toNanos()) {
        silent = true;
        closeStream();
      }
    }

    private void closeStream() {
      try {
        stream.close();
      } catch (IOException e) {
        last.set(System.nanoTime()); // tried again after another while
      }
    }

    /// Reads what is left, for `atMost` this long. Closing a stream that the other side is about to
    /// close itself would look like a lost connection there, and cost this side the connection.
    void readToEnd(Duration atMost) {
      timer.schedule(this::closeStream, atMost.toMillis(), TimeUnit.MILLISECONDS);
      try {
        stream.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // All that was to be read has been read; an interrupt stays set.
      }
    }

    InputStream watched() {
      return new java.io.FilterInputStream(stream) {
        @Override
        public int read() throws IOException {
          int b = super.read();
          last.set(System.nanoTime());
          return b;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
          int n = super.read(b, off, len);
          last.set(System.nanoTime());
          return n;
        }
      };
    }

    @Override
    public void close() {
      task.cancel(false);
      timer.shutdownNow();
    }
  }
}
