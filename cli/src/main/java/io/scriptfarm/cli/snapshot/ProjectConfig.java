package io.scriptfarm.cli.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.scriptfarm.contract.ProjectPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The little that the client itself has to know of a project's configuration; the farm reads it
/// properly, with TypeScript's own parser. All paths are absolute and normalized.
///
/// - `reaches`: what the configuration, or one that it extends by a path, names outside of its
///   folder by a path that begins with `..`. A configuration that cannot be read reaches nothing:
///   its errors are for the farm to tell.
/// - `outputFolders`: the folders into which it sends outputs.
public record ProjectConfig(Path file, Set<Path> reaches, Set<Path> outputFolders) {
  // Deeper than any chain of `extends` that makes sense; ends a cycle soon even without memory of
  // it.
  private static final int MAX_CHAIN = 64;
  private static final String CONFIG_DIR = "${configDir}/";
  private static final Set<String> OUTPUT_FOLDERS = Set.of("outDir", "declarationDir");
  private static final Set<String> OUTPUT_FILES = Set.of("luaBundle", "outFile", "tsBuildInfoFile");
  private static final Set<String> NOT_READ = Set.of("sourceRoot", "mapRoot");

  public ProjectConfig {
    reaches = Set.copyOf(reaches);
    outputFolders = Set.copyOf(outputFolders);
  }

  public static ProjectConfig read(Path tsconfig) {
    Path file = tsconfig.toAbsolutePath().normalize();
    Reader reader = new Reader(folderOf(file));
    reader.read(file);
    return new ProjectConfig(file, reader.reaches, reader.outputFolders);
  }

  public Path folder() {
    return folderOf(file);
  }

  /// This configuration's path below `root`.
  public ProjectPath pathBelow(Path root) {
    return new ProjectPath(slashed(root.relativize(file)));
  }

  static Path folderOf(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null ? file : parent;
  }

  static String slashed(Path path) {
    String separator = path.getFileSystem().getSeparator();
    return separator.equals("/") ? path.toString() : path.toString().replace(separator, "/");
  }

  private static final class Reader {
    private static final JsonMapper JSON =
        JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Path project;
    private final Set<Path> seen = new LinkedHashSet<>();
    private final Set<Path> reaches = new TreeSet<>();
    private final Set<Path> outputFolders = new TreeSet<>();

    Reader(Path project) {
      this.project = project;
    }

    void read(Path file) {
      if (seen.size() >= MAX_CHAIN || !seen.add(file)) {
        return;
      }
      JsonNode config = parse(file);
      Path folder = folderOf(file);
      for (String base : texts(config.path("extends"))) {
        if (base.startsWith(".") || base.startsWith("/")) {
          Path target = resolve(folder, base);
          if (!Files.isRegularFile(target) && !base.endsWith(".json")) {
            target = resolve(folder, base + ".json");
          }
          if (!base.startsWith("/")) {
            reaches.add(target);
          }
          read(target);
        }
      }
      for (Map.Entry<String, JsonNode> property : config.properties()) {
        switch (property.getKey()) {
          case "extends" -> {}
          case "compilerOptions", "tstl" -> options(property.getValue(), folder);
          default -> reach(folder, property.getValue());
        }
      }
    }

    private void options(JsonNode options, Path folder) {
      Path base = folder;
      JsonNode baseUrl = options.path("baseUrl");
      if (baseUrl.isTextual()) {
        base = resolve(folder, baseUrl.asText());
      }
      Path outDir =
          options.path("outDir").isTextual()
              ? resolve(folder, options.path("outDir").asText())
              : folder;
      for (Map.Entry<String, JsonNode> option : options.properties()) {
        JsonNode value = option.getValue();
        if (OUTPUT_FOLDERS.contains(option.getKey())) {
          texts(value).forEach(path -> outputFolders.add(resolve(folder, path)));
        } else if (OUTPUT_FILES.contains(option.getKey())) {
          texts(value)
              .forEach(
                  path -> {
                    outputFolders.add(folderOf(resolve(folder, path)));
                    outputFolders.add(folderOf(resolve(outDir, path)));
                  });
        } else if (!NOT_READ.contains(option.getKey())) {
          reach(option.getKey().equals("paths") ? base : folder, value);
        }
      }
    }

    private void reach(Path folder, JsonNode value) {
      if (value.isTextual()) {
        String path = withoutWildcard(value.asText());
        if (path.startsWith("..") || path.startsWith(CONFIG_DIR + "..")) {
          reaches.add(resolve(folder, path));
        }
      } else if (value.isContainerNode()) {
        value.forEach(element -> reach(folder, element));
      }
    }

    private Path resolve(Path folder, String path) {
      return path.startsWith(CONFIG_DIR)
          ? project.resolve(path.substring(CONFIG_DIR.length())).normalize()
          : folder.resolve(path).normalize();
    }

    private static String withoutWildcard(String path) {
      int wildcard = path.indexOf('*');
      int question = path.indexOf('?');
      int first = wildcard < 0 ? question : question < 0 ? wildcard : Math.min(wildcard, question);
      if (first < 0) {
        return path;
      }
      int slash = path.lastIndexOf('/', first);
      return slash < 0 ? "" : path.substring(0, slash);
    }

    private static List<String> texts(JsonNode value) {
      List<String> texts = new ArrayList<>();
      if (value.isTextual()) {
        texts.add(value.asText());
      } else if (value.isArray()) {
        value.forEach(element -> texts.addAll(texts(element)));
      }
      return texts;
    }

    private static JsonNode parse(Path file) {
      try {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return JSON.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
      } catch (JsonProcessingException e) {
        return JSON.createObjectNode(); // the farm reports it with TypeScript's own message
      } catch (IOException e) {
        return JSON.createObjectNode(); // likewise
      }
    }
  }
}
