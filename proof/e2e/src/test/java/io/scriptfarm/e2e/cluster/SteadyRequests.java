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

/// Requests to each of some addresses, one after the other without an end, until it is closed: over
/// a connection that is kept, and over a new one each time, which any pod may get.
final class SteadyRequests implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final AtomicInteger answered = new AtomicInteger();
  private final List<String> unanswered = new CopyOnWriteArrayList<>();
  private final List<Thread> threads;
  private final String token;

  SteadyRequests(String token, URI... addresses) {
    this.token = token;
    threads =
        Stream.of(addresses)
            .flatMap(uri -> Stream.<Runnable>of(() -> askByOne(uri), () -> askByNew(uri)))
            .map(Thread.ofVirtual()::start)
            .toList();
  }

  private void askByOne(URI uri) {
    try (HttpClient client = client()) {
      while (!Thread.currentThread().isInterrupted()) {
        ask(client, uri);
      }
    }
  }

  private void askByNew(URI uri) {
    while (!Thread.currentThread().isInterrupted()) {
      try (HttpClient client = client()) {
        ask(client, uri);
      }
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private void ask(HttpClient client, URI uri) {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + token)
            .timeout(ANSWER)
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        answered.incrementAndGet();
      } else {
        unanswered.add(uri + " answers " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      unanswered.add(uri + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LockSupport.parkNanos(PAUSE.toNanos());
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
