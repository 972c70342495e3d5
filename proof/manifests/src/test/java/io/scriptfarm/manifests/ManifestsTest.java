package io.scriptfarm.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// The manifests as they are, and spoiled. Needs kustomize 5 on the PATH, and no cluster.
@DisplayName("R41: the manifests")
class ManifestsTest {
  private static final String POD = "/spec/template/spec";
  private static final String BOX = POD + "/containers/0";

  private static final Path ROOT = root();
  private static final Farm FARM = new Farm(ROOT);
  private static final Map<String, Rendered> OVERLAYS = new HashMap<>();

  @BeforeAll
  static void render() throws IOException {
    Optional<Kustomize> kustomize = Kustomize.find();
    if (kustomize.isEmpty()) {
      System.out.println("MANIFESTS NOT CHECKED: no kubectl or kustomize (version 5) on the PATH");
    }
    Assumptions.assumeTrue(kustomize.isPresent());
    for (Path overlay : Kustomize.overlays(ROOT.resolve("deploy/k8s"))) {
      OVERLAYS.put(overlay.getFileName().toString(), kustomize.get().render(overlay));
    }
  }

  @Test
  @DisplayName("have nothing wrong, in any overlay")
  void areRight() {
    Map<String, List<Finding>> findings = new HashMap<>();
    OVERLAYS.forEach((name, rendered) -> findings.put(name, ManifestChecks.check(rendered, FARM)));
    assertEquals(
        Map.of(
            "dev",
            List.of(),
            "prod",
            List.of(),
            "prod-gateway-api",
            List.of(),
            "prod-keda",
            List.of(),
            "prod-keda-prometheus",
            List.of(),
            "external",
            List.of()),
        findings);
  }

  @ParameterizedTest
  @MethodSource("mutations")
  @DisplayName("show what was spoiled")
  void spoiledOnesAreNoticed(Mutation mutation) {
    Rendered spoiled = mutation.in(Objects.requireNonNull(OVERLAYS.get(mutation.overlay())));
    List<Finding> findings = ManifestChecks.check(spoiled, FARM);
    assertTrue(
        findings.stream().anyMatch(f -> f.toString().contains(mutation.said())),
        () -> "not \"" + mutation.said() + "\" but " + findings);
  }

  static List<Mutation> mutations() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(ManifestsTest.class.getResourceAsStream("mutations.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> Mutation.parse(line.replace("$BOX", BOX).replace("$POD", POD)))
          .toList();
    }
  }

  @Test
  @DisplayName("are spoiled in at least a hundred ways")
  void manyMutations() throws IOException {
    assertTrue(mutations().size() >= 100, () -> "the table of mutations was not read");
  }

  @Test
  @DisplayName("that do not render, or are wrong, make the command fail and say where")
  void commandFails(@TempDir Path folder) throws IOException {
    copy(ROOT.resolve("deploy/k8s"), folder);
    Path base = folder.resolve("base/gateway.yaml");
    Files.writeString(base, Files.readString(base).replace("/q/health/started", "/q/health/begun"));
    Files.writeString(folder.resolve("overlays/dev/redis.yaml"), "kind: [");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        new CommandLine(
                new CheckManifestsCommand(ROOT, new PrintStream(out, true, StandardCharsets.UTF_8)))
            .execute(folder.toString());
    String said = out.toString(StandardCharsets.UTF_8);
    assertEquals(1, code, said);
    assertTrue(
        said.contains("overlays/prod: Deployment/gateway " + BOX + "/startupProbe/httpGet/path"),
        said);
    assertTrue(said.contains("overlays/dev: "), said);
    assertTrue(said.contains("redis.yaml"), said);
  }

  @Test
  @DisplayName("have the alert rules of the plain file, and each alert comes when it is to")
  void alertsCome(@TempDir Path folder) throws IOException, InterruptedException {
    Path monitoring = ROOT.resolve("deploy/k8s/components/monitoring");
    JsonNode plain = new YAMLMapper().readTree(monitoring.resolve("rules.yaml").toFile());
    Rendered prod = Objects.requireNonNull(OVERLAYS.get("prod"));
    assertEquals(
        plain.path("groups"),
        prod.find("PrometheusRule", "scriptfarm").orElseThrow().at("/spec/groups"));
    Set<String> tested = new TreeSet<>();
    new YAMLMapper()
        .readTree(monitoring.resolve("rules-test.yaml").toFile())
        .findValues("alertname")
        .forEach(name -> tested.add(name.asText()));
    Set<String> alerts = new TreeSet<>();
    plain.findValues("alert").forEach(name -> alerts.add(name.asText()));
    assertEquals(alerts, tested);

    Process promtool;
    Path said = folder.resolve("said");
    try {
      promtool =
          new ProcessBuilder("promtool", "test", "rules", "rules-test.yaml")
              .directory(monitoring.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
    } catch (IOException e) {
      System.out.println("ALERTS NOT TESTED: no promtool (of Prometheus) on the PATH");
      return;
    }
    assertEquals(0, promtool.waitFor(), () -> read(said));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("farm"))) {
      folder = Objects.requireNonNull(folder.getParent(), "not in the repository");
    }
    return folder;
  }
}
