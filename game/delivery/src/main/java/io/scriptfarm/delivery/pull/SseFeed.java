package io.scriptfarm.delivery.pull;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.SseParser;
import io.scriptfarm.publication.WorkspaceName;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Hears of generations by server-sent events of the farm's cache-service.
final class SseFeed implements GenerationFeed {
  private static final System.Logger LOG = System.getLogger(SseFeed.class.getName());

  /// The farm says something every ten seconds; a connection that is silent for longer is lost.
  private static final Duration SILENCE = Duration.ofSeconds(25);

  private final Transport transport;
  private final FarmRequests requests;

  SseFeed(Transport transport, FarmRequests requests) {
    this.transport = transport;
    this.requests = requests;
  }

  @Override
  public void follow(WorkspaceName workspace, Consumer<Announcement> taker)
      throws InterruptedException {
    String said = "";
    int failures = 0;
    while (true) {
      Listening listening = new Listening(taker);
      try {
        listening.run();
        failures = 0;
      } catch (IOException | MalformedException e) {
        failures = listening.heard() ? 1 : failures + 1;
        boolean closing = Thread.currentThread().isInterrupted();
        if (!closing && !e.toString().equals(said)) {
          said = e.toString();
          LOG.log(Level.WARNING, "no word of generations of {0}: {1}", workspace, said);
        }
      }
      try {
        Backoff.STANDARD.pause(Math.max(1, failures));
      } catch (InterruptedIOException e) {
        throw new InterruptedException(e.getMessage());
      }
    }
  }

  /// One connection.
  private final class Listening {
    private final Consumer<Announcement> taker;
    private volatile long last = System.nanoTime();
    private volatile boolean heard;

    Listening(Consumer<Announcement> taker) {
      this.taker = taker;
    }

    boolean heard() {
      return heard;
    }

    /// Returns when the stream ends.
    void run() throws IOException {
      InputStream body = transport.stream(requests.events().build());
      Thread reader = Thread.currentThread();
      Thread watch = Thread.ofVirtual().start(() -> watch(reader, body));
      try (InputStream stream = noticing(body)) {
        SseParser parser = new SseParser(stream);
        Optional<SseParser.Event> event = parser.next();
        while (event.isPresent()) {
          if (event.get().type().equals("generation")) {
            JsonNode data = Json.read(event.get().data(), JsonNode.class);
            taker.accept(new Announcement(data.path("generation").asLong(), Optional.empty()));
          }
          event = parser.next();
        }
      } finally {
        watch.interrupt();
      }
    }

    private InputStream noticing(InputStream stream) {
      return new FilterInputStream(stream) {
        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          int count = super.read(into, from, length);
          last = System.nanoTime();
          heard = true;
          return count;
        }
      };
    }

    /// Closes a stream on which nothing comes, so that its reader wakes up.
    private void watch(Thread reader, InputStream stream) {
      try {
        long quiet = 0;
        while (quiet < SILENCE.toNanos()) {
          if (reader.join(Duration.ofNanos(SILENCE.toNanos() - quiet))) {
            return;
          }
          quiet = System.nanoTime() - last;
        }
        stream.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the stream has ended
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "an event stream does not close", e);
      }
    }
  }
}
