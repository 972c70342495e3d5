package io.scriptfarm.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A build's events as an editor gets them: server-sent events, read with nothing of the farm's own
/// client.
public final class BuildEvents {
  private static final Duration AT_MOST = Duration.ofMinutes(4);

  private BuildEvents() {}

  /// One event: the stream's `id` and `event` fields, and the data. One that only says what is
  /// waited for has no `id`; here it has its number.
  public record Event(long id, String name, JsonNode data) {}

  /// All events of a build to its end.
  public static List<Event> all(URI gateway, String build) {
    return until(gateway, build, 0, event -> false);
  }

  /// The events after the one with the number `after` (0: from the start) up to the first for which
  /// `last` holds, or to the end.
  ///
  /// @throws AssertionError when that takes minutes
  public static List<Event> until(URI gateway, String build, long after, Predicate<Event> last) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.resolve("/api/builds/" + build + "/events"))
            .header("Accept", "text/event-stream");
    if (after > 0) {
      request.header("Last-Event-ID", Long.toString(after));
    }
    List<Event> events = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      timer.schedule(http::shutdownNow, AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
      HttpResponse<java.io.InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw new AssertionError("events answer with " + response.statusCode());
      }
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        read(lines, events, last);
      } finally {
        http.shutdownNow();
        timer.shutdownNow();
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException("after " + events.size() + " events", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while reading events", e);
    }
  }

  private static void read(BufferedReader lines, List<Event> events, Predicate<Event> last)
      throws IOException {
    OptionalLong id = OptionalLong.empty();
    String name = "";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id:")) {
        id = OptionalLong.of(Long.parseLong(line.substring(3).strip()));
      } else if (line.startsWith("event:")) {
        name = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5));
      } else if (line.isEmpty() && !data.isEmpty()) {
        JsonNode json = Json.read(data.toString(), JsonNode.class);
        Event event = new Event(id.orElse(json.path("sequence").asLong()), name, json);
        events.add(event);
        id = OptionalLong.empty();
        data.setLength(0);
        if (last.test(event)) {
          return;
        }
      }
    }
  }

  /// The scripts with an outcome of this origin: `COMPILED`, `CACHED`, `FAILED`.
  public static TreeSet<String> scripts(List<Event> events, String origin) {
    TreeSet<String> scripts = new TreeSet<>();
    for (Event event : events) {
      if (event.name().equals("script-finished")
          && event.data().path("origin").asText().equals(origin)) {
        scripts.add(event.data().path("script").asText());
      }
    }
    return scripts;
  }
}
