package io.scriptfarm.cli.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Packages by name, as Node names and looks for them.
final class Packages {
  private Packages() {}

  /// `@scope/name/inside` is of the package `@scope/name`.
  static String nameOf(String specifier) {
    int slash = specifier.indexOf('/');
    if (slash >= 0 && specifier.startsWith("@")) {
      slash = specifier.indexOf('/', slash + 1);
    }
    return slash < 0 ? specifier : specifier.substring(0, slash);
  }

  /// The configuration that `extends` names in a package; null when it is not found the simple way.
  static @Nullable Path findConfiguration(
      Path from, String specifier, Function<Path, JsonNode> read) {
    String name = nameOf(specifier);
    String inside =
        specifier.length() == name.length() ? "" : specifier.substring(name.length() + 1);
    for (Path folder = from; folder != null; folder = folder.getParent()) {
      Path place = folder.resolve("node_modules").resolve(name);
      if (Files.isDirectory(place)) {
        JsonNode manifest = read.apply(place.resolve("package.json"));
        List<String> candidates = new ArrayList<>();
        JsonNode exported = manifest.path("exports").path(inside.isEmpty() ? "." : "./" + inside);
        if (exported.isTextual()) {
          candidates.add(exported.asText());
        }
        if (inside.isEmpty()) {
          candidates.add(manifest.path("tsconfig").asText("tsconfig.json"));
        } else {
          candidates.addAll(List.of(inside, inside + ".json", inside + "/tsconfig.json"));
        }
        for (String candidate : candidates) {
          Path file = place.resolve(candidate).normalize();
          if (file.startsWith(place) && Files.isRegularFile(file)) {
            return file;
          }
        }
      }
    }
    return null;
  }
}
