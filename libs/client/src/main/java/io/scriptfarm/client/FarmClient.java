package io.scriptfarm.client;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.FarmInfo;
import io.scriptfarm.api.FarmStatus;
import io.scriptfarm.api.SubmittedBuild;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.wire.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The gateway of a farm, for operators' commands and proofs. Safe for concurrent use; blocks.
///
/// All of it may be tried again: builds and blobs are addressed by content. So a lost connection is
/// taken up again a bounded number of times; an address where nothing answers at all fails at once.
public final class FarmClient implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  // A gateway that sends nothing for so long may be gone without a word; asking again is cheap.
  private static final Duration SILENCE = Duration.ofSeconds(30);
  // A gateway closes the stream at once after the last event; one that does not is not waited for.
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final URI gateway;
  private final Http http;
  private final Waits waits;
  private final Duration silence;
  private final Duration closing;
  private final AtomicReference<@Nullable URI> cache;

  /// A build that the farm took on. `cache` is where its blobs go and come from.
  public record Submitted(String id, URI events, URI cache) {}

  public FarmClient(FarmAddress farm) {
    this(farm, new Waits(Backoff.STANDARD, false), SILENCE, CLOSING);
  }

  /// Also waits for services that are started again, as the authors' client does.
  public static FarmClient waiting(FarmAddress farm) {
    return new FarmClient(farm, new Waits(Waits.FOR_A_RESTART, true), SILENCE, CLOSING);
  }

  /// @param silence how long the gateway may send nothing before it is asked again
  /// @param closing how long the gateway may keep the event stream open after the last event
  FarmClient(FarmAddress farm, Waits waits, Duration silence, Duration closing) {
    this.gateway = farm.gateway();
    this.http = new Http("https".equals(gateway.getScheme()), farm.token());
    this.waits = waits;
    this.silence = silence;
    this.closing = closing;
    this.cache = new AtomicReference<>();
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
          address(
              ask(() -> http.get(gateway.resolve("/api/farm"), FarmInfo.class, ANSWER)).cache());
      cache.set(known);
    }
    return known;
  }

  /// The blobs of this farm, at the address that the farm gave.
  public BlobClient blobs(URI at) {
    return new BlobClient(at, http, waits);
  }

  /// What the farm is doing.
  public FarmStatus status() throws FarmException {
    return ask(() -> http.get(gateway.resolve("/api/status"), FarmStatus.class, ANSWER));
  }

  public Submitted submit(BuildRequest request) throws FarmException {
    SubmittedBuild build =
        ask(() -> http.post(gateway.resolve("/api/builds"), request, SubmittedBuild.class, ANSWER));
    return new Submitted(build.id(), address(build.events()), address(build.cache()));
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
    return new EventStream(http, waits, silence, closing).follow(build, listener, atMost);
  }

  private <T> T ask(Waits.Exchange<T> exchange) throws FarmException {
    return waits.ask(gateway, exchange);
  }
}
