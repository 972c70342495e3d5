package io.scriptfarm.manifests;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Renders a folder with `kubectl kustomize` or `kustomize`, whichever is on the PATH.
final class Kustomize {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private final List<String> command;

  private Kustomize(List<String> command) {
    this.command = List.copyOf(command);
  }

  /// The one of this machine, if it has any that is new enough (version 5).
  static Optional<Kustomize> find() {
    return Stream.of(List.of("kustomize", "build"), List.of("kubectl", "kustomize"))
        .filter(command -> isNewEnough(command.getFirst()))
        .map(Kustomize::new)
        .findFirst();
  }

  private static boolean isNewEnough(String program) {
    List<String> ask =
        program.equals("kubectl")
            ? List.of("kubectl", "version", "--client")
            : List.of(program, "version");
    try {
      return run(ask).contains("v5.");
    } catch (IOException e) {
      return false;
    }
  }

  /// The folders below `folder` that are overlays, or `folder` itself if it is one.
  static List<Path> overlays(Path folder) throws IOException {
    Path overlays = folder.resolve("overlays");
    if (!Files.isDirectory(overlays)) {
      return List.of(folder);
    }
    try (Stream<Path> found = Files.list(overlays)) {
      return found
          .filter(child -> Files.exists(child.resolve("kustomization.yaml")))
          .sorted()
          .toList();
    }
  }

  /// All objects of a folder.
  ///
  /// @throws IOException when it cannot be rendered; says why
  Rendered render(Path folder) throws IOException {
    List<String> line = new ArrayList<>(command);
    line.add(folder.toString());
    return parse(run(line));
  }

  /// The objects of a stream of YAML documents.
  static Rendered parse(String text) throws IOException {
    List<KubeObject> objects = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        if (document.isObject()) {
          objects.add(new KubeObject(document));
        }
      }
    }
    return new Rendered(objects);
  }

  private static String run(List<String> line) throws IOException {
    Path errors = Files.createTempFile("kustomize-", ".log");
    try {
      Process process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", line) + ": " + Files.readString(errors).strip());
      }
      return out;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(errors);
    }
  }
}
