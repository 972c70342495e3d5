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
///   folder by a path that begins with `..`: also its plugins, and what the projects that it
///   references read and have written. A configuration that cannot be read reaches nothing: its
///   errors are for the farm to tell.
/// - `outputs`: where it sends outputs.
/// - `packages`: the packages that it names: types, plugins, configurations that it extends.
/// - `runsPlugins`: whether plugins or transformers take part, which may read files of any kind; so
///   it is assumed when a configuration that is extended cannot be found.
public record ProjectConfig(
    Path file, Set<Path> reaches, Outputs outputs, Set<String> packages, boolean runsPlugins) {
  // More configurations than any project has; ends chains of `extends` and `references`.
  private static final int MAX_CONFIGURATIONS = 1024;
  private static final String CONFIG_DIR = "${configDir}/";
  private static final String OUT_DIR = "outDir";
  private static final Set<String> OUTPUT_FOLDERS = Set.of(OUT_DIR, "declarationDir");
  private static final Set<String> OUTPUT_FILES = Set.of("luaBundle", "outFile", "tsBuildInfoFile");
  private static final Set<String> NOT_READ = Set.of("sourceRoot", "mapRoot");
  // The option that lists plugins, and the property that says where one is.
  private static final Map<String, String> PLUGINS =
      Map.of("luaPlugins", "name", "plugins", "transform");

  public ProjectConfig {
    reaches = Set.copyOf(reaches);
    packages = Set.copyOf(packages);
  }

  /// Where a configuration, or one that it extends, sends outputs. What one says and another one
  /// replaces counts too: a folder too many, which the project's own files name.
  ///
  /// @param outDir whether there is a folder for the Lua; if not, it goes beside its sources
  /// @param extension of the Lua
  public record Outputs(Set<Path> folders, Set<Path> files, boolean outDir, String extension) {
    public Outputs {
      folders = Set.copyOf(folders);
      files = Set.copyOf(files);
    }

    /// The folders, and those of the files.
    public Set<Path> places() {
      Set<Path> places = new TreeSet<>(folders);
      files.forEach(file -> places.add(folderOf(file)));
      return places;
    }
  }

  public static ProjectConfig read(Path tsconfig) {
    Path file = tsconfig.toAbsolutePath().normalize();
    Found found = new Found();
    new Reader(folderOf(file), found).read(file);
    return new ProjectConfig(
        file, found.reaches, found.outputs(), found.packages, found.runsPlugins);
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

  public static String slashed(Path path) {
    String separator = path.getFileSystem().getSeparator();
    return separator.equals("/") ? path.toString() : path.toString().replace(separator, "/");
  }

  private static final class Found {
    private final Set<Path> seen = new LinkedHashSet<>();
    private final Set<Path> reaches = new TreeSet<>();
    private final Set<Path> outDirs = new TreeSet<>();
    private final Set<Path> outputFolders = new TreeSet<>();
    private final Set<Path> outputFiles = new TreeSet<>();
    private final Set<String> outputNames = new TreeSet<>();
    private final Set<String> packages = new TreeSet<>();
    private boolean besideSources;
    private String extension = "lua";
    private boolean runsPlugins;

    /// A bundle's name is relative to where Lua goes, whichever configuration says each.
    private Outputs outputs() {
      Set<Path> folders = new TreeSet<>(outputFolders);
      folders.addAll(outDirs);
      Set<Path> files = new TreeSet<>(outputFiles);
      for (Path outDir : outDirs) {
        outputNames.forEach(name -> files.add(outDir.resolve(name).normalize()));
      }
      return new Outputs(folders, files, !outDirs.isEmpty() && !besideSources, extension);
    }
  }

  /// Reads a configuration and what it extends, on behalf of the project in the folder `project`.
  private static final class Reader {
    private static final JsonMapper JSON =
        JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Path project;
    private final Found found;

    Reader(Path project, Found found) {
      this.project = project;
      this.found = found;
    }

    void read(Path file) {
      if (found.seen.size() >= MAX_CONFIGURATIONS || !found.seen.add(file)) {
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
            found.reaches.add(target);
          }
          read(target);
        } else {
          fromPackage(folder, base);
        }
      }
      for (Map.Entry<String, JsonNode> property : config.properties()) {
        switch (property.getKey()) {
          case "extends" -> {}
          case "compilerOptions", "tstl" -> options(property.getValue(), folder);
          case "references" -> references(property.getValue(), folder);
          default -> reach(folder, property.getValue());
        }
      }
    }

    /// Of a configuration in a package only what it says about outputs, plugins and types matters:
    /// what else it names lies in the package.
    private void fromPackage(Path folder, String base) {
      found.packages.add(Packages.nameOf(base));
      Path target = Packages.findConfiguration(folder, base, Reader::parse);
      if (target == null) {
        found.runsPlugins = true;
      } else if (found.seen.size() < MAX_CONFIGURATIONS && found.seen.add(target)) {
        JsonNode config = parse(target);
        for (String next : texts(config.path("extends"))) {
          if (next.startsWith(".")) {
            String inPackage = next.endsWith(".json") ? next : next + ".json";
            fromFile(folderOf(target).resolve(inPackage).normalize());
          } else {
            fromPackage(folderOf(target), next);
          }
        }
        ofPackage(config, folderOf(target));
      }
    }

    private void fromFile(Path target) {
      if (found.seen.size() < MAX_CONFIGURATIONS && found.seen.add(target)) {
        ofPackage(parse(target), folderOf(target));
      }
    }

    private void ofPackage(JsonNode config, Path folder) {
      for (String options : List.of("compilerOptions", "tstl")) {
        for (Map.Entry<String, JsonNode> option : config.path(options).properties()) {
          if (isOutput(option.getKey())) {
            output(option.getKey(), option.getValue(), folder);
          }
        }
      }
      plugins(config.path("tstl").path("luaPlugins"), "name");
      plugins(config.path("compilerOptions").path("plugins"), "transform");
      types(config.path("compilerOptions").path("types"));
    }

    private void options(JsonNode options, Path folder) {
      Path base = folder;
      JsonNode baseUrl = options.path("baseUrl");
      if (baseUrl.isTextual()) {
        base = resolve(folder, baseUrl.asText());
      }
      for (Map.Entry<String, JsonNode> option : options.properties()) {
        String name = option.getKey();
        JsonNode value = option.getValue();
        String place = PLUGINS.get(name);
        if (isOutput(name)) {
          output(name, value, folder);
        } else if (place != null) {
          plugins(value, place);
        } else if (!NOT_READ.contains(name)) {
          if (name.equals("types")) {
            types(value);
          }
          reach(name.equals("paths") ? base : folder, value);
        }
      }
    }

    private static boolean isOutput(String option) {
      return OUTPUT_FOLDERS.contains(option)
          || OUTPUT_FILES.contains(option)
          || option.equals("extension");
    }

    private void output(String option, JsonNode value, Path folder) {
      if (option.equals(OUT_DIR)) {
        // `null` takes back what a configuration that is extended says.
        found.besideSources = !value.isTextual() || value.asText().isEmpty();
      }
      for (String text : texts(value)) {
        if (option.equals("extension")) {
          found.extension = text;
        } else if (OUTPUT_FILES.contains(option)) {
          found.outputNames.add(slashed(text));
          found.outputFiles.add(resolve(folder, text));
        } else if (!text.isEmpty()) {
          (option.equals(OUT_DIR) ? found.outDirs : found.outputFolders).add(resolve(folder, text));
        }
      }
    }

    /// Plugins are looked for from the project's folder, whichever configuration names them.
    private void plugins(JsonNode plugins, String place) {
      for (JsonNode plugin : plugins) {
        JsonNode name = plugin.path(place);
        if (name.isTextual()) {
          found.runsPlugins = true;
          if (!name.asText().startsWith(".") && !name.asText().startsWith("/")) {
            found.packages.add(Packages.nameOf(name.asText()));
          }
          reach(project, plugin);
        }
      }
    }

    private void types(JsonNode types) {
      for (String type : texts(types)) {
        if (!type.startsWith(".") && !type.startsWith("/")) {
          found.packages.add(Packages.nameOf(type));
        }
      }
    }

    /// A project that is referenced is read for what it consists of and for what it has written.
    private void references(JsonNode references, Path folder) {
      for (JsonNode reference : references) {
        if (!reference.path("path").isTextual()) {
          continue;
        }
        Path target = resolve(folder, reference.path("path").asText());
        Path file = Files.isDirectory(target) ? target.resolve("tsconfig.json") : target;
        Found theirs = new Found();
        theirs.seen.addAll(found.seen);
        new Reader(folderOf(file), theirs).read(file);
        found.seen.addAll(theirs.seen);
        found.reaches.add(target);
        found.reaches.addAll(theirs.reaches);
        found.reaches.addAll(theirs.outputs().places());
      }
    }

    private void reach(Path folder, JsonNode value) {
      if (value.isTextual()) {
        String path = withoutWildcard(value.asText());
        if (path.startsWith("..") || path.startsWith(CONFIG_DIR + "..")) {
          found.reaches.add(resolve(folder, path));
        }
      } else if (value.isContainerNode()) {
        value.forEach(element -> reach(folder, element));
      }
    }

    private Path resolve(Path folder, String said) {
      String path = slashed(said);
      return path.startsWith(CONFIG_DIR)
          ? project.resolve(path.substring(CONFIG_DIR.length())).normalize()
          : folder.resolve(path).normalize();
    }

    /// TypeScript takes a backslash for a slash.
    private static String slashed(String path) {
      return path.replace('\\', '/');
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
