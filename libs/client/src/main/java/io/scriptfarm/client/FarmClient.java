package io.scriptfarm.client;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.FarmInfo;
import io.scriptfarm.api.FarmStatus;
import io.scriptfarm.api.GenerationSummary;
import io.scriptfarm.api.ParityAnswer;
import io.scriptfarm.api.ParityRequest;
import io.scriptfarm.api.RolledBack;
import io.scriptfarm.api.SubmittedBuild;
import io.scriptfarm.api.TracebackRequest;
import io.scriptfarm.api.VerificationKeys;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.ServerReport;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.trace.Traceback;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The gateway of a farm. Safe for concurrent use; blocks.
///
/// All of it may be tried again: builds and blobs are addressed by content. So a lost connection is
/// taken up again a bounded number of times; an address where nothing answers at all fails at once.
/// {@link #waiting} is for who rather waits.
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
  private final Waits waits;
  private final Duration silence;
  private final Duration closing;
  private final HeldBlobs held;
  private final AtomicReference<@Nullable URI> cache;

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
    this.waits = Waits.forConnections(backoff);
    this.silence = silence;
    this.closing = closing;
    this.held = new HeldBlobs();
    this.cache = new AtomicReference<>();
  }

  private FarmClient(FarmClient other, Waits waits) {
    this.gateway = other.gateway;
    this.http = other.http;
    this.waits = waits;
    this.silence = other.silence;
    this.closing = other.closing;
    this.held = other.held;
    this.cache = other.cache;
  }

  /// The same farm, over the same connections, for one piece of work that waits for services that
  /// are started again: for a minute at least. The gateway has to answer once.
  ///
  /// @param listener hears once for whom it waits, with its address
  public FarmClient waiting(Consumer<String> listener) {
    return waiting(Waits.FOR_A_RESTART, listener);
  }

  FarmClient waiting(Backoff backoff, Consumer<String> listener) {
    return new FarmClient(this, Waits.forRestarts(backoff, listener));
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
    URI known = cache.get();
    if (known == null) {
      known =
          cache(ask(() -> http.get(gateway.resolve("/api/farm"), FarmInfo.class, ANSWER)).cache());
      cache.set(known);
    }
    return known;
  }

  /// The blobs of this farm, at the address that the farm gave.
  public BlobClient blobs(URI at) {
    return new BlobClient(at, http, waits, held);
  }

  /// Forgets what the farm said of its cache and which blobs it holds, because it is no longer so.
  public void forget() {
    cache.set(null);
    held.clear();
  }

  /// Whether something is known of the farm from before.
  public boolean remembers() {
    return cache.get() != null || !held.isEmpty();
  }

  /// What the farm is doing.
  public FarmStatus status() throws FarmException {
    return ask(() -> http.get(gateway.resolve("/api/status"), FarmStatus.class, ANSWER));
  }

  public Submitted submit(BuildRequest request) throws FarmException {
    SubmittedBuild build =
        ask(() -> http.post(gateway.resolve("/api/builds"), request, SubmittedBuild.class, ANSWER));
    return new Submitted(build.id(), address(build.events()), cache(build.cache()));
  }

  /// What the farm makes of a Lua traceback.
  ///
  /// @throws FarmException.Refused also when the farm does not know the build
  public Traceback traceback(TracebackRequest request) throws FarmException {
    return ask(
        () -> http.post(gateway.resolve("/api/traceback"), request, Traceback.class, ANSWER));
  }

  /// How scripts behave in both languages; answers when all were run.
  public ParityAnswer parity(ParityRequest request) throws FarmException {
    return ask(() -> http.post(gateway.resolve("/api/parity"), request, ParityAnswer.class, RUNS));
  }

  /// The generations of a workspace, youngest first.
  ///
  /// @throws FarmException.Refused also when nothing was published there
  public List<GenerationSummary> generations(WorkspaceName workspace) throws FarmException {
    return List.of(
        ask(() -> http.get(of(workspace, "generations"), GenerationSummary[].class, ANSWER)));
  }

  /// What differs between two generations.
  public Manifest.Difference difference(WorkspaceName workspace, long from, long to)
      throws FarmException {
    URI address = of(workspace, "diff?from=" + from + "&to=" + to);
    return ask(() -> http.get(address, Manifest.Difference.class, ANSWER));
  }

  /// Publishes once more what an earlier generation held.
  public RolledBack rollBack(WorkspaceName workspace, long generation) throws FarmException {
    URI address = of(workspace, "rollback/" + generation);
    return ask(() -> http.post(address, Map.of(), RolledBack.class, ANSWER));
  }

  /// Which game server runs which generation.
  public List<ServerReport> servers() throws FarmException {
    return List.of(
        ask(() -> http.get(gateway.resolve("/api/servers"), ServerReport[].class, ANSWER)));
  }

  /// The public keys that verify manifests.
  public VerificationKeys keys() throws FarmException {
    return ask(() -> http.get(gateway.resolve("/api/keys"), VerificationKeys.class, ANSWER));
  }

  /// As {@link #keys}, after a new key has taken the place of the one that signed.
  public VerificationKeys rotateKeys() throws FarmException {
    URI address = gateway.resolve("/api/keys/rotate");
    return ask(() -> http.post(address, Map.of(), VerificationKeys.class, ANSWER));
  }

  private URI of(WorkspaceName workspace, String what) {
    return gateway.resolve("/api/workspaces/" + workspace + "/" + what);
  }

  /// The address of the cache-service, where there is one, because the gateway says so.
  private URI cache(String text) throws FarmException {
    URI address = address(text);
    waits.expect(Waits.Service.cache(address));
    return address;
  }

  private URI address(String text) throws FarmException {
    if (text.isEmpty()) {
      throw new FarmException(gateway + " does not answer like a farm: it gives no address");
    }
    try {
      return gateway.resolve(text);
    } catch (IllegalArgumentException e) {
      throw new FarmException(gateway + " gives an address that is none: " + text, e);
    }
  }

  /// Gives the events of a build to `listener`, each once and in order, to the last one.
  ///
  /// @return the last event; empty when the gateway does not know the build (any more), which is
  ///     then to be submitted again
  public Optional<BuildEvent.Finished> follow(
      Submitted build, Consumer<BuildEvent> listener, Duration atMost) throws FarmException {
    return new EventStream(Waits.Service.gateway(gateway), http, waits, silence, closing)
        .follow(build, listener, atMost);
  }

  private <T> T ask(Waits.Exchange<T> exchange) throws FarmException {
    return waits.ask(Waits.Service.gateway(gateway), exchange);
  }
}
