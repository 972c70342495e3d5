package io.scriptfarm.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Walks over every operation of a service with the token of every role, and with its path spelled
/// in every way that somebody may try. What may not be done has to be refused however it is
/// spelled.
public final class AccessWalk {
  /// Callers by name. Each has a token of that name.
  public static final List<String> CALLERS =
      List.of("admin", "ci", "editor", "game-server", "game-server-of-arena", "game-client");

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String HIDDEN = "or not for you";
  private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

  private final URI root;
  private final Map<String, String> parameters;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// @param parameters values for the parts of paths in braces
  public AccessWalk(URI root, Map<String, String> parameters) {
    this.root = root;
    this.parameters = Map.copyOf(parameters);
  }

  /// Something that can be done, and by whom: `POST /api/builds`, `admin ci editor`.
  public record Operation(String method, String path, Set<String> callers) {
    public static Operation of(String request, String callers) {
      String[] parts = request.split(" ");
      return new Operation(parts[0], parts[1], Set.of(callers.split(" ")));
    }

    String name() {
      return method + " " + path;
    }
  }

  /// A file of credentials with all callers, in a new folder.
  public static Path file() {
    String credentials =
        CALLERS.stream()
            .map(
                caller ->
                    """
                    {"name": "%s", "role": "%s", "sha256": "%s"%s}"""
                        .formatted(
                            caller,
                            caller.replace("-of-arena", ""),
                            sha256(caller),
                            caller.endsWith("-of-arena") ? ", \"workspaces\": [\"arena\"]" : ""))
            .collect(Collectors.joining(",\n"));
    try {
      Path file = Files.createTempDirectory("access").resolve("access.json");
      return Files.writeString(file, "{\"credentials\": [" + credentials + "]}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /// The operations that the service's own description has.
  public Set<String> described() {
    String yaml = send("GET", "/q/openapi", "admin").body();
    Set<String> operations = new TreeSet<>();
    String path = "";
    for (String line : yaml.lines().toList()) {
      if (line.matches("  /.*:")) {
        path = line.strip().replaceAll(":$", "");
      } else if (line.matches("    (get|post|put|delete|head|patch|options):")) {
        operations.add(
            line.strip().replace(":", "").toUpperCase(java.util.Locale.ROOT) + " " + path);
      }
    }
    return operations;
  }

  /// Does every operation as everybody, and gives what is not as it should be.
  public List<String> walk(List<Operation> operations) {
    List<String> wrong = new ArrayList<>();
    for (Operation operation : operations) {
      String path =
          PARAMETER
              .matcher(operation.path())
              .replaceAll(part -> parameters.getOrDefault(part.group(), "1"));
      for (String caller : CALLERS) {
        if (operation.callers().contains(caller)) {
          check(wrong, operation.method(), path, caller, true);
        } else {
          for (String spelled : spellings(path)) {
            check(wrong, operation.method(), spelled, caller, false);
          }
        }
      }
      for (String spelled : spellings(path)) {
        int status = send(operation.method(), spelled, "nobody").statusCode();
        if (status != 401) {
          wrong.add(operation.name() + " without a token: " + status);
        }
      }
    }
    return wrong;
  }

  /// The status of one request.
  public int status(String method, String path, String caller) {
    return send(method, path, caller).statusCode();
  }

  private void check(List<String> wrong, String method, String path, String caller, boolean may) {
    HttpResponse<String> answer = send(method, path, caller);
    boolean refused =
        answer.statusCode() == 403
            || (answer.statusCode() == 404
                    && (answer.body().contains(HIDDEN) || method.equals("HEAD"))
                || answer.body().contains("no-such-route"));
    if (refused == may || answer.statusCode() == 401) {
      wrong.add(
          "%s %s as %s: %d %s".formatted(method, path, caller, answer.statusCode(), answer.body()));
    }
  }

  /// Ways to write a path that a router may read as the same one.
  static Set<String> spellings(String path) {
    int last = path.lastIndexOf('/');
    String head = path.substring(0, last);
    String tail = path.substring(last + 1);
    String encoded =
        tail.isEmpty() ? tail : "%%%02x".formatted((int) tail.charAt(0)) + tail.substring(1);
    int second = path.indexOf('/', 1);
    Set<String> all = new TreeSet<>();
    all.add(path);
    all.add(path + "/");
    all.add(path + "//");
    all.add(path + ";a=b");
    all.add(path + "/;a=b");
    all.add(path + "/.");
    all.add(path + "/%2e");
    all.add(path + "/x/..");
    all.add(path + "/x/%2e%2e");
    all.add(path + "?a=b");
    all.add("/" + path);
    all.add("/." + path);
    all.add("/x/.." + path);
    all.add("/q/.." + path);
    all.add("/q/health/../.." + path);
    all.add("/q/health/%2e%2e/%2e%2e" + path);
    all.add(head + "//" + tail);
    all.add(head + "/./" + tail);
    all.add(head + "/" + encoded);
    if (second > 0) {
      all.add(head + ";a=b/" + tail);
      all.add(path.substring(0, second) + ";a=b" + path.substring(second));
      all.add(path.substring(0, second) + "/%2e" + path.substring(second));
    }
    return all;
  }

  private HttpResponse<String> send(String method, String path, String caller) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + root.getHost() + ":" + root.getPort() + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + caller)
            .header("Content-Type", "application/json")
            .method(
                method,
                method.equals("POST") || method.equals("PUT")
                    ? BodyPublishers.ofString("{")
                    : BodyPublishers.noBody())
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
