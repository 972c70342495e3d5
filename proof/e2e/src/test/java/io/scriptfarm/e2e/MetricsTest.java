package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the services measure, against what documents, dashboards and rules say of it.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R9 the metrics")
class MetricsTest {
  private static final Pattern OURS =
      Pattern.compile("\\b(?:farm|cicd|messaging)_[a-z]+(?:_[a-z]+)*\\b");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ([a-z][a-z0-9_]*) ");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z][a-z0-9_]*)\\{(.*)} ");
  private static final Pattern LABEL = Pattern.compile("\\b(?:build|job|script|path|key)=");

  private final FarmProcess farm;

  MetricsTest(FarmProcess farm) {
    this.farm = farm;
  }

  /// Builds an example, edits it and builds it again.
  private CommandBuild build(Path project, String... arguments) throws IOException {
    farm.build(project);
    Path script = project.resolve("src/core/grid.ts");
    Files.writeString(
        script, Files.readString(script) + "\n// " + project.getFileName() + System.nanoTime());
    CommandBuild built = farm.build(project, arguments);
    assertEquals(0, built.exit(), built::error);
    return built;
  }

  /// Metrics of all services: name to the labels of all its samples.
  private Map<String, String> measured() throws IOException {
    build(Repository.copyOf("dungeon", Repository.temporary("metrics")));
    Map<String, String> metrics = new TreeMap<>();
    for (URI service :
        List.of(farm.gateway(), farm.cache(), worker("worker-1"), worker("worker-2"))) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(service.resolve("/q/metrics")).header("Accept", "text/plain");
      String text = FarmProcess.send(request).body();
      Matcher types = TYPE.matcher(text);
      while (types.find()) {
        metrics.putIfAbsent(types.group(1), "");
      }
      Matcher samples = SAMPLE.matcher(text);
      while (samples.find()) {
        metrics.merge(
            plain(samples.group(1), metrics.keySet()),
            samples.group(2),
            (one, other) -> one + "," + other);
      }
    }
    Set<String> all = Set.copyOf(metrics.keySet());
    metrics
        .keySet()
        .removeIf(name -> name.endsWith("_max") && all.contains(name.replaceFirst("_max$", "")));
    return metrics;
  }

  private URI worker(String name) {
    return URI.create("http://localhost:" + farm.portOf(name) + "/");
  }

  /// A metric by its own name, without what Prometheus appends for the parts of a timer.
  private static String plain(String name, Set<String> known) {
    return known.contains(name) ? name : name.replaceFirst("_(?:bucket|count|sum|max)$", "");
  }

  @Test
  @DisplayName("that documents, dashboards and rules name exist, and each is in the document")
  void agreeWithDocuments() throws IOException {
    Map<String, String> measured = measured();
    String document = Files.readString(Repository.root().resolve("docs/metrics.md"));

    Set<String> named = new TreeSet<>();
    for (Path file : documents()) {
      Matcher names = OURS.matcher(Files.readString(file));
      while (names.find()) {
        named.add(plain(names.group(), measured.keySet()));
      }
    }
    named.removeAll(measured.keySet());
    String allLabels = String.join(",", measured.values());
    named.removeIf(name -> allLabels.contains(name + "="));
    assertEquals(Set.of(), named, "named, and not measured");

    Set<String> untold = new TreeSet<>(measured.keySet());
    untold.removeIf(
        name ->
            document.contains("`" + name + "`")
                || IntStream.range(0, name.length())
                    .filter(at -> name.charAt(at) == '_')
                    .anyMatch(at -> document.contains("`" + name.substring(0, at) + "_*`")));
    assertEquals(Set.of(), untold, "measured, and in no document");

    measured.forEach(
        (name, its) ->
            assertTrue(!LABEL.matcher(its).find(), () -> name + " has labels without bound"));
  }

  @Test
  @DisplayName("R41 an autoscaler hears how much work there is, and of no slots that are not there")
  void tellOfWork() {
    JsonNode work = FarmProcess.getJson(farm.gateway().resolve("/api/work"));
    int slots =
        farm.status().path("workers").findValues("slots").stream().mapToInt(JsonNode::asInt).sum();
    assertEquals(slots, work.path("slots").asInt());
    assertTrue(work.path("seconds").asDouble(-1) >= 0, work::toString);
  }

  @Test
  @DisplayName("R9 a profile has the phases of client, gateway and workers, and a build says why")
  void profile() throws IOException {
    Path project = Repository.copyOf("dungeon", Repository.temporary("profile"));
    Path trace = project.resolveSibling("trace.json");

    CommandBuild built = build(project, "--explain", "--profile", trace.toString());

    Map<Integer, String> processes = new TreeMap<>();
    Map<String, Set<String>> phases = new TreeMap<>();
    for (JsonNode event :
        Json.read(Files.readAllBytes(trace), JsonNode.class).path("traceEvents")) {
      int process = event.path("pid").asInt();
      if (event.path("name").asText().equals("process_name")) {
        processes.put(process, event.at("/args/name").asText().replaceFirst(" .*", ""));
      } else if (event.path("ph").asText().equals("X")) {
        assertTrue(event.path("ts").asLong() >= 0 && event.path("dur").asLong() >= 0);
        phases
            .computeIfAbsent(processes.getOrDefault(process, "none"), _ -> new TreeSet<>())
            .add(event.path("cat").asText());
      }
    }
    assertContains(phases, "client", "look", "send", "farm", "write");
    assertContains(phases, "gateway", "plan", "transpile", "link", "bytecode", "wait");
    assertContains(phases, "worker", "queue", "plan", "program", "check", "transform", "link");
    assertEquals(
        "[{\"part\":\"TEXT\"}]",
        built.json().path("explained").path("src/core/grid.ts").toString());
  }

  private static void assertContains(Map<String, Set<String>> phases, String who, String... what) {
    Set<String> missing = new TreeSet<>(List.of(what));
    missing.removeAll(phases.getOrDefault(who, Set.of()));
    assertEquals(Set.of(), missing, () -> who + " has " + phases.get(who));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files =
        Stream.of("docs", "deploy").map(Repository.root()::resolve).flatMap(MetricsTest::below)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(md|yaml|json)"))
          .filter(file -> !file.toString().contains("/decisions/"))
          .toList();
    }
  }

  private static Stream<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
