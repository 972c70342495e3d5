package io.scriptfarm.orchestration.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A project's `scriptfarm.json`:
///
/// ```json
/// {
///   "workspace": "dungeon",
///   "publish": true,
///   "service": "ReplicatedStorage",
///   "scripts": { "src/ui/**": { "service": "StarterGui", "replicate": true } },
///   "packages": { "ui": ["src/ui/**"] },
///   "cdn": ["https://cdn.example.com/dungeon"]
/// }
/// ```
///
/// Everything may be left out. Patterns are globs over the scripts' paths, relative to the file; of
/// several that match, the last counts. `service` is for scripts in no service's folder. What it
/// says of the `environment` is for the client alone, and `plugins` for the workers.
///
/// @param publish whether every successful build is published
record WorkspaceFile(
    Optional<String> workspace,
    boolean publish,
    Optional<String> service,
    Map<String, Statement> scripts,
    Map<String, List<String>> packages,
    List<URI> cdn) {
  static final WorkspaceFile NONE =
      new WorkspaceFile(Optional.empty(), false, Optional.empty(), Map.of(), Map.of(), List.of());
  static final String FILE = "scriptfarm.json";

  private static final Set<String> FIELDS =
      Set.of(
          "workspace",
          "publish",
          "service",
          "scripts",
          "packages",
          "cdn",
          "environment",
          "plugins");

  /// What may be said of how plugins see scripts.
  private static final Set<String> PLUGINS = Set.of("auto", "per-script", "whole");

  /// What somebody says of a script; whatever is absent follows from its service.
  record Statement(
      Optional<String> service, Optional<String> runContext, Optional<Boolean> replicate) {
    static final Statement NONE =
        new Statement(Optional.empty(), Optional.empty(), Optional.empty());
    private static final Set<String> FIELDS = Set.of("service", "runContext", "replicate");

    /// A pragma's `service=StarterGui runContext=Client replicate=true`, in any order.
    ///
    /// @throws MalformedException when it says something else
    static Statement ofPragma(String said) {
      Map<String, String> words = new LinkedHashMap<>();
      for (String word : said.split("[\\s,]+")) {
        String[] parts = word.split("=", 2);
        if (parts.length < 2 || !FIELDS.contains(parts[0])) {
          throw new MalformedException(
              "`@scriptfarm` says `"
                  + word
                  + "`, which is none of service=…, runContext=…, replicate=true and"
                  + " replicate=false");
        }
        words.put(parts[0], parts[1]);
      }
      return new Statement(
          Optional.ofNullable(words.get("service")),
          Optional.ofNullable(words.get("runContext")),
          Optional.ofNullable(words.get("replicate")).map(Statement::bool));
    }

    private static boolean bool(String word) {
      return switch (word) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new MalformedException("replicate is true or false, not `" + word + "`");
      };
    }
  }

  /// @throws MalformedException when it is not what such a file may say
  static WorkspaceFile parse(String text) {
    JsonNode root = Json.read(text, JsonNode.class);
    requireObject(root, "the file");
    requireKnown(root, FIELDS, "");
    Map<String, Statement> scripts = new LinkedHashMap<>();
    JsonNode rules = root.path("scripts");
    if (!rules.isMissingNode()) {
      requireObject(rules, "scripts");
    }
    for (Map.Entry<String, JsonNode> rule : rules.properties()) {
      requireObject(rule.getValue(), rule.getKey());
      requireKnown(rule.getValue(), Statement.FIELDS, " of `" + rule.getKey() + "`");
      scripts.put(
          rule.getKey(),
          new Statement(
              text(rule.getValue(), "service"),
              text(rule.getValue(), "runContext"),
              bool(rule.getValue(), "replicate")));
    }
    Map<String, List<String>> packages = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : root.path("packages").properties()) {
      packages.put(each.getKey(), texts(each.getValue(), each.getKey()));
    }
    List<URI> cdn = new ArrayList<>();
    for (String base : texts(root.path("cdn"), "cdn")) {
      cdn.add(url(base));
    }
    text(root, "plugins")
        .filter(said -> !PLUGINS.contains(said))
        .ifPresent(
            said -> {
              throw new MalformedException(
                  "plugins is auto, per-script or whole, not `" + said + "`");
            });
    return new WorkspaceFile(
        text(root, "workspace"),
        bool(root, "publish").orElse(false),
        text(root, "service"),
        scripts,
        packages,
        cdn);
  }

  private static URI url(String base) {
    try {
      URI url = new URI(base.replaceFirst("/+$", ""));
      if ("https".equals(url.getScheme()) || "http".equals(url.getScheme())) {
        return url;
      }
    } catch (URISyntaxException e) {
      // As what has another scheme.
    }
    throw new MalformedException("cdn holds URLs, and `" + base + "` is none");
  }

  private static void requireObject(JsonNode node, String what) {
    if (!node.isObject()) {
      throw new MalformedException(what + " is to be an object");
    }
  }

  private static void requireKnown(JsonNode node, Set<String> fields, String where) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!fields.contains(field.getKey())) {
        throw new MalformedException(
            "there is no field `"
                + field.getKey()
                + "`"
                + where
                + ", but "
                + String.join(", ", fields.stream().sorted().toList()));
      }
    }
  }

  private static Optional<String> text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new MalformedException(field + " is to be a string");
    }
    return Optional.of(value.asText());
  }

  private static Optional<Boolean> bool(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw new MalformedException(field + " is true or false");
    }
    return Optional.of(value.asBoolean());
  }

  private static List<String> texts(JsonNode node, String what) {
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isArray() || !node.valueStream().allMatch(JsonNode::isTextual)) {
      throw new MalformedException(what + " is to be a list of strings");
    }
    return node.valueStream().map(JsonNode::asText).toList();
  }
}
