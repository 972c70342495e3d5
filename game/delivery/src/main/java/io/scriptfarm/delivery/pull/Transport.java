package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// HTTP with bodies that are taken as they arrive, over connections that stay. Safe for concurrent
/// use; blocks; an interrupt ends an exchange.
final class Transport implements AutoCloseable {
  /// A service from which nothing comes for so long may be gone without a word.
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private static final int NOT_MODIFIED = 304;
  private static final int LARGEST_ERROR = 1 << 16;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  Transport(Duration connectTimeout) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(threads)
            .build();
  }

  /// The head of an answer whose body is taken.
  record Answer(int status, HttpHeaders headers) {
    boolean notModified() {
      return status == NOT_MODIFIED;
    }
  }

  /// Exchanges a request.
  ///
  /// @param sink of the body, chosen by the head, if the status is 2xx
  /// @throws RefusedException when the status is neither 2xx nor 304
  /// @throws IOException when the connection is cut; the sink has had what arrived
  Answer send(HttpRequest request, Function<Answer, ByteSink> sink) throws IOException {
    AtomicLong last = new AtomicLong(System.nanoTime());
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    CompletableFuture<HttpResponse<Boolean>> exchange =
        client.sendAsync(
            request,
            head ->
                new ByteSinkSubscriber(
                    head.statusCode() / 100 == 2
                        ? sink.apply(new Answer(head.statusCode(), head.headers()))
                        : bounded(error, LARGEST_ERROR),
                    () -> last.set(System.nanoTime())));
    HttpResponse<Boolean> answer = await(request.uri(), exchange, last);
    if (answer.statusCode() / 100 != 2 && answer.statusCode() != NOT_MODIFIED) {
      throw refused(answer, error.toString(StandardCharsets.UTF_8));
    }
    return new Answer(answer.statusCode(), answer.headers());
  }

  /// An answer that has no end. Whoever reads it sees to its silence.
  ///
  /// @throws RefusedException when the status is not 2xx
  InputStream stream(HttpRequest request) throws IOException {
    HttpResponse<InputStream> answer =
        await(
            request.uri(),
            client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()),
            new AtomicLong(System.nanoTime()));
    if (answer.statusCode() / 100 != 2) {
      try (InputStream body = answer.body()) {
        String text = new String(body.readNBytes(LARGEST_ERROR), StandardCharsets.UTF_8);
        throw refused(answer, text);
      }
    }
    return answer.body();
  }

  private static <T> T await(URI uri, CompletableFuture<T> exchange, AtomicLong last)
      throws IOException {
    while (true) {
      try {
        return exchange.get(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() - last.get() > SILENCE.toNanos()) {
          exchange.cancel(true);
          throw new HttpTimeoutException("nothing arrived for " + SILENCE.toSeconds() + " s");
        }
      } catch (InterruptedException e) {
        exchange.cancel(true);
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case ConnectException _, HttpConnectTimeoutException _ ->
              throw new ConnectException("nothing answers at " + uri);
          case IOException cut -> throw cut;
          case RuntimeException ofTheSink -> throw ofTheSink;
          case null, default -> throw new AssertionError(e);
        }
      }
    }
  }

  /// A body that is kept, of at most `max` bytes.
  static ByteSink bounded(ByteArrayOutputStream kept, int max) {
    return bytes -> {
      if (kept.size() + bytes.remaining() > max) {
        throw new IOException("the answer has more than " + max + " bytes");
      }
      byte[] part = new byte[bytes.remaining()];
      bytes.get(part);
      kept.writeBytes(part);
    };
  }

  private static RefusedException refused(HttpResponse<?> answer, String text) {
    String said = "status " + answer.statusCode();
    try {
      Object message = Json.read(text, Map.class).get("message");
      said = message == null ? said : message.toString();
    } catch (MalformedException e) {
      // no farm's answer: the status says enough
    }
    return new RefusedException(answer.statusCode(), said + " (" + answer.uri() + ")");
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
    threads.shutdownNow();
  }
}
