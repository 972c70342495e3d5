package io.scriptfarm.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What manifests have to agree with, read from the repository: the settings of docs/operations.md
/// and the metrics of docs/metrics.md (which tests hold against the code), the ports and times of
/// each service's `application.properties`, the paths that {@code Gate} lets probes ask.
final class Farm {
  /// The services, which are modules and images of these names.
  static final List<String> SERVICES = List.of("gateway", "cache-service", "compile-worker");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.+?) \\| (.+?) \\| (.*?) \\|");
  private static final Pattern SETTING = Pattern.compile("`((?:farm|quarkus)\\.[a-z.*-]+)`");
  private static final Pattern METRIC = Pattern.compile("`((?:farm|cicd|messaging)_[a-z_]+)`");
  private static final Pattern NAMED =
      Pattern.compile("\\b(?:farm|cicd|messaging)_[a-z]+(?:_[a-z]+)*\\b");

  /// What Prometheus appends to the name of a timer.
  private static final String PART = "_(?:bucket|count|sum|max)$";

  private static final Pattern PROBE = Pattern.compile("\"(/q/health[/a-z]*)\"");

  private final Path root;
  private final String operations;
  private final Map<String, String> scopes = new HashMap<>(); // of settings: which services
  private final Map<String, String> defaults = new HashMap<>();

  Farm(Path root) {
    this.root = root;
    this.operations = text("docs/operations.md");
    Matcher row = ROW.matcher(operations);
    while (row.find()) {
      Matcher name = SETTING.matcher(row.group(1));
      while (name.find()) {
        scopes.put(name.group(1), row.group(2));
        defaults.put(name.group(1), row.group(3).replace("`", ""));
      }
    }
  }

  /// Whether a service reads a property. Names in quotes stand for any below `.*`.
  boolean isSetting(String service, String property) {
    return find(property).filter(name -> reads(service, name)).isPresent();
  }

  /// The property whose form as a variable of the environment this is, if a service reads it.
  Optional<String> settingOf(String service, String variable) {
    return scopes.keySet().stream()
        .filter(name -> !name.endsWith("*"))
        .filter(name -> variable(name).equals(variable))
        .filter(name -> reads(service, name))
        .findFirst();
  }

  private Optional<String> find(String property) {
    if (scopes.containsKey(property)) {
      return Optional.of(property);
    }
    return scopes.keySet().stream()
        .filter(name -> name.endsWith(".*"))
        .filter(name -> property.startsWith(name.substring(0, name.length() - 1)))
        .findFirst();
  }

  private boolean reads(String service, String name) {
    String scope = scopes.getOrDefault(name, "");
    String called = service.equals("compile-worker") ? "worker" : service;
    return scope.equals("all") || List.of(scope.split(", ")).contains(called);
  }

  static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /// The default of a setting, as docs/operations.md writes it.
  String standard(String property) {
    return defaults.getOrDefault(property, "");
  }

  /// The version that the build gives to images.
  String version() {
    Matcher version = Pattern.compile("<version>(.+?)</version>").matcher(text("pom.xml"));
    if (!version.find()) {
      throw new IllegalStateException("pom.xml has no version");
    }
    return version.group(1);
  }

  /// The options of a service's JVM, in the distribution and in images.
  String jvmOptions(String service) {
    return text(service + "/src/main/jvm/jvm.args");
  }

  /// The port that a service listens on.
  int port(String service) {
    return Integer.parseInt(property(service, "quarkus.http.port"));
  }

  /// What requests under way get when the service is told to stop.
  Duration shutdown(String service) {
    return duration(property(service, "quarkus.shutdown.timeout"));
  }

  private String property(String service, String name) {
    Matcher found =
        Pattern.compile("(?m)^" + Pattern.quote(name) + "=(.+)$")
            .matcher(text(service + "/src/main/resources/application.properties"));
    if (!found.find()) {
      throw new IllegalStateException(service + " does not say " + name);
    }
    return found.group(1).strip();
  }

  /// Such as `20s`, `PT2M`.
  static Duration duration(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
  }

  /// The paths that answer without a token.
  Set<String> probes() {
    Set<String> paths = new HashSet<>();
    Matcher found =
        PROBE.matcher(text("libs/service/src/main/java/io/scriptfarm/service/Gate.java"));
    while (found.find()) {
      paths.add(found.group(1));
    }
    return paths;
  }

  /// The metrics and labels of the farm that a query of Prometheus names.
  Set<String> namedIn(String query) {
    Set<String> names = new TreeSet<>();
    Matcher found = NAMED.matcher(query);
    while (found.find()) {
      names.add(found.group());
    }
    return names;
  }

  /// Those of them that docs/metrics.md does not have.
  Set<String> unknownIn(String query) {
    Set<String> names = namedIn(query);
    Matcher known = METRIC.matcher(text("docs/metrics.md"));
    while (known.find()) {
      names.remove(known.group(1));
      names.removeIf(name -> name.replaceFirst(PART, "").equals(known.group(1)));
    }
    return names;
  }

  /// The alerts that docs/runbook.md has a page of.
  Set<String> alertsOfRunbook() {
    Set<String> alerts = new HashSet<>();
    Matcher found = Pattern.compile("(?m)^## (\\w+)$").matcher(text("docs/runbook.md"));
    while (found.find()) {
      alerts.add(found.group(1));
    }
    return alerts;
  }

  /// The topics without their prefix, and how many partitions each has.
  Map<String, Integer> topics() {
    Map<String, Integer> topics = new HashMap<>();
    String table = operations.substring(operations.indexOf("\n## Topics"));
    for (String line : table.substring(0, table.indexOf("\n## ", 1)).split("\n")) {
      String[] cells = line.split(" *\\| *");
      if (cells.length > 3 && cells[1].startsWith("`")) {
        for (String name : cells[1].replace("`", "").split(", ")) {
          topics.put(name, Integer.parseInt(cells[2]));
        }
      }
    }
    return topics;
  }

  /// Secrets that deploy/k8s/README.md tells to make: name and keys.
  Map<String, List<String>> secrets() {
    Map<String, List<String>> secrets = new HashMap<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `([a-z-]+)` \\| ((?:`[a-z0-9.-]+`(?:, )?)+) \\|")
            .matcher(text("deploy/k8s/README.md"));
    while (row.find()) {
      secrets.put(
          row.group(1), new ArrayList<>(List.of(row.group(2).replace("`", "").split(", "))));
    }
    return secrets;
  }

  private String text(String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
