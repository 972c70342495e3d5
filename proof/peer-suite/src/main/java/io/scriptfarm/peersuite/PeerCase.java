package io.scriptfarm.peersuite;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Diagnostic;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One recorded case: a small program and what TSTL made of it.
///
/// `name` is unique in the suite: the test's name after its file's, with a count where a test ran
/// several times. `extraFiles` are in the order in which the suite gave them to the compiler,
/// before `mainFile`. `options` are compiler options as the suite's programs had them, TypeScript's
/// enums as numbers.
public record PeerCase(
    String name,
    String spec,
    String mainFile,
    String source,
    Map<String, String> extraFiles,
    JsonNode options,
    List<Output> outputs,
    List<Message> diagnostics) {
  /// In `types`, the folder of the package `@typescript-to-lua/language-extensions`.
  static final String LANGUAGE_EXTENSIONS = "<language-extensions>";

  public PeerCase {
    extraFiles = Collections.unmodifiableMap(new LinkedHashMap<>(extraFiles));
    outputs = List.copyOf(outputs);
    diagnostics = List.copyOf(diagnostics);
  }

  /// A file that TSTL wrote, by its path.
  public sealed interface Output {
    String path();
  }

  /// With this text.
  public record Text(String path, String lua) implements Output {}

  /// With a text whose SHA-256 begins so.
  public record Hashed(String path, String sha256Prefix) implements Output {}

  /// With a text that was not recorded.
  public record Unrecorded(String path) implements Output {}

  /// A diagnostic; `text` is its first line, with paths {@link #withoutDot}.
  public record Message(
      Diagnostic.Category category,
      int code,
      Optional<String> source,
      Optional<Place> place,
      String text) {}

  /// Where in a source, in UTF-16 units; files of TypeScript's own library have no folder.
  public record Place(String file, int start, int length) {}

  /// Reads a line of `cases.jsonl`.
  static PeerCase of(JsonNode line, String name) {
    Map<String, String> extra = new LinkedHashMap<>();
    line.path("extra").properties().forEach(e -> extra.put(e.getKey(), e.getValue().asText()));
    return new PeerCase(
        name,
        line.path("spec").asText(),
        line.path("main").asText(),
        line.path("ts").asText(),
        extra,
        line.path("options"),
        line.path("files").valueStream().map(PeerCase::output).toList(),
        line.path("diags").valueStream().map(PeerCase::message).toList());
  }

  /// A test's name on one line.
  static String nameOf(JsonNode line) {
    String test = line.path("test").asText("(unnamed)");
    return (line.path("spec").asText() + " > " + test)
        .replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }

  private static Output output(JsonNode file) {
    String path = file.path("out").asText();
    if (file.hasNonNull("lua")) {
      return new Text(path, file.path("lua").asText());
    }
    return file.hasNonNull("luaSha")
        ? new Hashed(path, file.path("luaSha").asText())
        : new Unrecorded(path);
  }

  private static Message message(JsonNode diagnostic) {
    Optional<Place> place =
        diagnostic.hasNonNull("file")
            ? Optional.of(
                new Place(
                    diagnostic.path("file").asText(),
                    diagnostic.path("start").asInt(),
                    diagnostic.path("len").asInt()))
            : Optional.empty();
    return new Message(
        Diagnostic.Category.values()[diagnostic.path("cat").asInt()],
        diagnostic.path("code").asInt(),
        Optional.ofNullable(diagnostic.path("source").textValue()),
        place,
        withoutDot(diagnostic.path("msg").asText()));
  }

  /// A message whose quoted paths have no leading `./`: what is relative in the suite's options is
  /// absolute when a tsconfig says it.
  static String withoutDot(String message) {
    return message.replace("'./", "'");
  }
}
