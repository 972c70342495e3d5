package io.scriptfarm.e2e.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Requests to each of some addresses, one after the other without an end, until it is closed.
final class SteadyRequests implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final AtomicInteger answered = new AtomicInteger();
  private final List<String> unanswered = new CopyOnWriteArrayList<>();
  private final List<Thread> threads;

  SteadyRequests(URI... addresses) {
    threads = Stream.of(addresses).map(uri -> Thread.ofVirtual().start(() -> ask(uri))).toList();
  }

  private void ask(URI uri) {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
      while (!Thread.currentThread().isInterrupted()) {
        try {
          int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
          if (status == 200) {
            answered.incrementAndGet();
          } else {
            unanswered.add(uri + " answers " + status);
          }
        } catch (IOException e) {
          unanswered.add(uri + ": " + e);
        } catch (InterruptedException e) {
          return;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  int answered() {
    return answered.get();
  }

  /// What each request that had no answer, or no good one, ended with.
  List<String> unanswered() {
    return List.copyOf(unanswered);
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
