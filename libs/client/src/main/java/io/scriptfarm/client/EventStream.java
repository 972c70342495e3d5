package io.scriptfarm.client;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Follows the events of builds, over as many connections as that takes. Safe for concurrent use;
/// blocks.
final class EventStream {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final Http http;
  private final Waits waits;
  private final Duration silence;
  private final Duration closing;

  /// @param silence how long the gateway may send nothing before it is asked again
  /// @param closing how long the gateway may keep the stream open after the last event
  EventStream(Http http, Waits waits, Duration silence, Duration closing) {
    this.http = http;
    this.waits = waits;
    this.silence = silence;
    this.closing = closing;
  }

  /// Gives the events of a build to `listener`, each once and in order, to the last one; but
  /// {@link BuildEvent.Waiting} may come again.
  ///
  /// @return the last event; empty when the gateway does not know the build (any more), which is
  ///     then to be submitted again
  Optional<BuildEvent.Finished> follow(
      FarmClient.Submitted build, Consumer<BuildEvent> listener, Duration atMost)
      throws FarmException {
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
        failures = nextFailure(build, seen.get() > before ? 0 : failures, cut);
      } catch (Silence e) {
        failures = 0; // the connection stood; a long job may have nothing to say
      } catch (FarmException.Refused e) {
        if (e.status() == 404) {
          return Optional.empty();
        }
        if (e.status() / 100 != 5) {
          throw e;
        }
        failures = nextFailure(build, failures, e);
      } catch (InterruptedIOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new FarmException(
              "interrupted; the farm gives build " + build.id() + " up unless somebody follows it",
              e);
        }
        failures = nextFailure(build, seen.get() > before ? 0 : failures, e);
      } catch (FarmException.Unreachable e) { // it is known to be there: it took the build
        failures = nextFailure(build, failures, new IOException(e.getMessage(), e));
      } catch (IOException e) {
        failures = nextFailure(build, seen.get() > before ? 0 : failures, e);
      }
    }
    throw new FarmException(
        "build "
            + build.id()
            + " did not end within "
            + atMost.toSeconds()
            + " s; see ./farm status, and ./farm logs for its reason");
  }

  private int nextFailure(FarmClient.Submitted build, int failures, Exception cause)
      throws FarmException {
    waits.pause(build.events(), failures + 1, cause);
    return failures + 1;
  }

  private Optional<BuildEvent.Finished> connect(
      FarmClient.Submitted build, AtomicLong seen, Consumer<BuildEvent> listener)
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
        if (!(event instanceof BuildEvent.Waiting)) { // nobody goes on from there
          seen.set(event.sequence());
        }
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
