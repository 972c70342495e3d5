package io.scriptfarm.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// HTTP as the farm speaks it: JSON both ways, errors as `{"error": code, "message": text}`. Safe
/// for concurrent use.
final class Http implements AutoCloseable {
  static final String JSON = "application/json";
  // The farm is near; an address that does not connect by then is wrong.
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int LARGEST_ERROR = 1 << 16;

  private final HttpClient client;
  private final Optional<String> token;

  /// @param secure whether addresses are `https`; if not, the certificates of this machine are not
  ///     read, which takes longer than the rest of the start
  /// @param token shown to whoever is asked
  Http(boolean secure, Optional<String> token) {
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER);
    this.client = (secure ? builder : builder.sslContext(trustingNobody())).build();
  }

  /// Ends all connections at once. A JVM that exits while a thread waits for the network waits for
  /// that thread, a third of a second.
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  private static SSLContext trustingNobody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has TLS", e);
    }
  }

  /// Sends one request; the answer has a status of 2xx, and the caller closes its body.
  ///
  /// @throws FarmException.Unreachable when nothing answers
  /// @throws FarmException.Refused when the status is another
  /// @throws IOException when the connection is lost midway
  HttpResponse<InputStream> send(
      URI uri, String method, BodyPublisher body, Map<String, String> headers, Duration timeout)
      throws FarmException, IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout);
    headers.forEach(request::header);
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.method(method, body).build(), BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new FarmException.Unreachable("nothing answers at " + uri, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking " + uri);
    }
    if (response.statusCode() / 100 != 2) {
      try (InputStream in = response.body()) {
        String text = new String(in.readNBytes(LARGEST_ERROR), StandardCharsets.UTF_8);
        throw new FarmException.Refused(
            response.statusCode(), message(response, text), retryAfter(response));
      }
    }
    return response;
  }

  <T> T get(URI uri, Class<T> answer, Duration timeout) throws FarmException, IOException {
    return body(send(uri, "GET", BodyPublishers.noBody(), Map.of("Accept", JSON), timeout), answer);
  }

  <T> T post(URI uri, Object json, Class<T> answer, Duration timeout)
      throws FarmException, IOException {
    return body(
        send(
            uri,
            "POST",
            BodyPublishers.ofString(Json.write(json)),
            Map.of("Accept", JSON, "Content-Type", JSON),
            timeout),
        answer);
  }

  private static <T> T body(HttpResponse<InputStream> response, Class<T> type) throws IOException {
    try (InputStream in = response.body()) {
      return Json.read(in.readAllBytes(), type);
    }
  }

  /// Seconds (RFC 9110, section 10.2.3); a date says nothing here, since clocks differ.
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(said -> said.matches("\\d{1,6}"))
        .map(Long::parseLong)
        .map(Duration::ofSeconds);
  }

  private static String message(HttpResponse<?> response, String text) {
    String detail = text.strip();
    if (detail.startsWith("{")) {
      JsonNode json = Json.read(detail, JsonNode.class);
      detail = json.path("message").asText(json.path("error").asText(""));
    }
    return detail.isEmpty() || detail.startsWith("<")
        ? "status " + response.statusCode() + " from " + response.uri()
        : detail;
  }
}
