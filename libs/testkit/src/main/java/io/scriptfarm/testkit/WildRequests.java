package io.scriptfarm.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Requests that a service's own description (OpenAPI) gives, each with something wrong: types,
/// fields, numbers, methods, media types, paths, headers. The same seed gives the same requests.
public final class WildRequests {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Names that only somebody who looks at our classes should see.
  private static final Pattern INSIDES =
      Pattern.compile(
          "Exception\\b|\\tat |\\b(java|javax|jakarta|kotlin)\\.[a-z]|\\b(io|com|org)\\.[a-z]+\\.[a-z]+[.A-Z]|\\$\\$|`?class [A-Z]");

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "BREW");
  private static final List<String> MEDIA_TYPES =
      List.of(
          "text/plain",
          "application/xml",
          "application/json;charset=utf-16",
          "multipart/form-data",
          "application/x-www-form-urlencoded",
          "*/*",
          "application/vnd.scriptfarm.blobs",
          "x/y;z=\"a;b\"");
  private static final List<String> VALUES =
      List.of(
          "\"\"",
          "0",
          "-1",
          "1e400",
          "123456789012345678901234567890",
          "3.7",
          "null",
          "true",
          "[]",
          "{}",
          "[null]",
          "[[[[]]]]",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"../../etc/passwd\"",
          "NaN",
          "0x1",
          "\"" + "x".repeat(20_000) + "\"",
          "\"\u202e\"",
          "[1,2,3]",
          "{\"a\":{\"b\":null}}",
          "\"" + "0".repeat(64) + "\"",
          "\"" + "F".repeat(64) + "\"",
          "-0",
          "1E-999");
  private static final List<String> TEXTS =
      List.of(
          "x",
          "0",
          "-1",
          "9223372036854775808",
          "1e9",
          "null",
          "..",
          ".",
          "%",
          "a b",
          "\u0000",
          "\u00e9\u202e",
          "a/b",
          "{id}",
          "'; --",
          "x".repeat(3_000),
          "0".repeat(64),
          "F".repeat(64),
          "\uffff",
          "a;b=c",
          "a?b#c",
          "\r\nX: y");
  private static final List<Header> HEADERS =
      List.of(
          new Header("Accept", List.of("text/html", "application/xml", "x", "*/*;q=x", "")),
          new Header("Accept-Encoding", List.of("zstd;q=x", "identity;q=0", "*")),
          new Header("Content-Encoding", List.of("gzip", "zstd", "br", "x")),
          new Header("If-None-Match", List.of("*", "\"", "W/\"x\"", "x,".repeat(500))),
          new Header("Last-Event-ID", List.of("-1", "x", "99999999999999999999")),
          new Header("Range", List.of("bytes=5-1", "bytes=-", "x=1-2", "bytes=0-99999999999999")));

  private record Header(String name, List<String> values) {}

  private final URI root;
  private final String token;
  private final Random random;
  private final Set<String> alwaysSpoiled;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> wrong = new ArrayList<>();

  /// @param alwaysSpoiled paths of operations whose sound requests take longer than a test may
  public WildRequests(URI root, String token, long seed, Set<String> alwaysSpoiled) {
    this.root = root;
    this.token = token;
    this.random = new Random(seed);
    this.alwaysSpoiled = Set.copyOf(alwaysSpoiled);
  }

  /// Sends so many requests; gives what was not as it should be: an answer with 5xx, except for 503
  /// with `Retry-After`; a name of one of our classes; no answer.
  public List<String> send(int count) {
    JsonNode description =
        Json.read(answer("GET", "/q/openapi?format=json", List.of(), null).body(), JsonNode.class);
    List<Operation> operations = operations(description);
    for (int i = 0; i < count; i++) {
      operations.get(i % operations.size()).spoil();
    }
    return wrong;
  }

  private List<Operation> operations(JsonNode description) {
    List<Operation> operations = new ArrayList<>();
    description
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    description,
                                    path.getKey(),
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    method.getValue()))));
    return operations;
  }

  private final class Operation {
    private final JsonNode description;
    private final String path;
    private final String method;
    private final JsonNode operation;

    Operation(JsonNode description, String path, String method, JsonNode operation) {
      this.description = description;
      this.path = path;
      this.method = method;
      this.operation = operation;
    }

    void spoil() {
      String called = chance(8) ? any(METHODS) : method;
      List<String> headers = new ArrayList<>();
      Iterator<Map.Entry<String, JsonNode>> content =
          operation.path("requestBody").path("content").properties().iterator();
      byte @Nullable [] body = null;
      if (content.hasNext()) {
        Map.Entry<String, JsonNode> media = content.next();
        boolean json = media.getKey().contains("json");
        body = json ? spoiled(example(media.getValue().path("schema"), 0)) : noise();
        if (!chance(10)) {
          headers.addAll(List.of("Content-Type", chance(8) ? any(MEDIA_TYPES) : media.getKey()));
        }
      } else if (chance(4)) {
        body = noise();
      }
      if (chance(3)) {
        Header header = any(HEADERS);
        headers.addAll(List.of(header.name(), any(header.values())));
      }
      String target = target();
      judge(called, target, headers, body, answer(called, target, headers, body));
    }

    private String target() {
      StringBuilder target = new StringBuilder();
      for (String part : path.substring(1).split("/")) {
        target.append('/').append(part.startsWith("{") ? encoded(any(TEXTS)) : part);
      }
      if (chance(12)) {
        target.append(any(List.of("/", "//", "/..", ";a=b", "/%2e%2e", "/x")));
      }
      char separator = '?';
      for (JsonNode parameter : operation.path("parameters")) {
        if (parameter.path("in").asText().equals("query") && !chance(4)) {
          String name = parameter.path("name").asText();
          target.append(separator).append(name).append('=').append(encoded(any(TEXTS)));
          separator = '&';
        }
      }
      return target.toString();
    }

    /// A value that the schema describes.
    private String example(JsonNode given, int depth) {
      JsonNode schema = given;
      while (schema.has("$ref")) {
        schema = description.at(schema.get("$ref").asText().substring(1));
      }
      if (depth > 5) {
        return "null";
      }
      if (schema.has("enum")) {
        return schema.get("enum").path(0).toString();
      }
      if (schema.has("properties")) {
        List<String> fields = new ArrayList<>();
        schema
            .get("properties")
            .properties()
            .forEach(
                field ->
                    fields.add(
                        '"' + field.getKey() + "\":" + example(field.getValue(), depth + 1)));
        return '{' + String.join(",", fields) + '}';
      }
      JsonNode type = schema.path("type");
      return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
        case "array" -> '[' + example(schema.path("items"), depth + 1) + ']';
        case "integer", "number" -> "1";
        case "boolean" -> "true";
        case "string" ->
            schema.path("pattern").isMissingNode()
                ? "\"tsconfig.json\""
                : '"' + "0".repeat(64) + '"';
        default -> "{}";
      };
    }

    /// The JSON, with something wrong in most cases.
    private byte[] spoiled(String json) {
      String text =
          switch (alwaysSpoiled.contains(path) ? random.nextInt(1, 7) : random.nextInt(13)) {
            case 0 -> json;
            case 1 -> json.substring(0, random.nextInt(json.length()));
            case 2 -> json + any(List.of(" {}", "]", "\u0000", json, " x"));
            case 3 -> any(VALUES);
            case 4 -> "";
            case 5 -> "[".repeat(5_000);
            case 6 -> "{\"a\":".repeat(2_000);
            case 7 ->
                json.replaceFirst("\\{", "{\"unknown\":" + any(VALUES).replace("\\", "\\\\") + ",");
            case 8 -> doubled(json);
            default -> replaced(json);
          };
      byte[] bytes = text.getBytes(UTF_8);
      if (chance(12) && bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] = (byte) 0xff;
      }
      return bytes;
    }

    private String doubled(String json) {
      int from = json.indexOf('"');
      int to = json.indexOf(':');
      return from < 0 || to < 0
          ? json
          : json.replaceFirst(
              "\\{",
              "{" + json.substring(from, to) + ":" + any(List.of("1", "null", "\"x\"")) + ",");
    }

    /// Puts another value in the place of one, or takes a field away.
    private String replaced(String json) {
      List<int[]> values = new ArrayList<>();
      var value =
          Pattern.compile("(?<=[:\\[])(\"[^\"]*\"|[0-9]+|true|null|\\{}|\\[])").matcher(json);
      while (value.find()) {
        values.add(new int[] {value.start(), value.end()});
      }
      if (values.isEmpty()) {
        return any(VALUES);
      }
      int[] at = any(values);
      return chance(5)
          ? json.replaceFirst("\"[a-zA-Z]+\":", "\"other\":")
          : json.substring(0, at[0]) + any(VALUES) + json.substring(at[1]);
    }
  }

  private void judge(
      String method,
      String target,
      List<String> headers,
      byte @Nullable [] body,
      HttpResponse<String> answer) {
    boolean later =
        answer.statusCode() == 503 && answer.headers().firstValue("Retry-After").isPresent();
    if ((answer.statusCode() >= 500 && !later) || INSIDES.matcher(answer.body()).find()) {
      wrong.add(
          "%s %s %s %s: %d %s"
              .formatted(
                  method,
                  shortened(target),
                  headers,
                  body == null ? "" : shortened(new String(body, UTF_8)),
                  answer.statusCode(),
                  shortened(answer.body())));
    }
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  private HttpResponse<String> answer(
      String method, String target, List<String> headers, byte @Nullable [] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://" + root.getHost() + ":" + root.getPort() + target))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + method + " " + target + " " + headers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    return noise;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
