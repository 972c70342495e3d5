package io.scriptfarm.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/// What an image is made of, in CycloneDX' form: the jars, which Maven knows, and Java and the
/// packages of the root file system besides.
final class Bom {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Bom() {}

  /// @param jars the file that Maven wrote
  /// @param java the folder of a Java
  static byte[] of(Path jars, Path java, List<Stage.DebianPackage> packages) throws IOException {
    ObjectNode bom = (ObjectNode) JSON.readTree(Files.readAllBytes(jars));
    ArrayNode components = bom.withArray("components");
    Properties release = new Properties();
    try (var lines = Files.newBufferedReader(java.resolve("release"), StandardCharsets.UTF_8)) {
      release.load(lines);
    }
    component(
        components,
        "platform",
        "java",
        release.getProperty("JAVA_RUNTIME_VERSION", release.getProperty("JAVA_VERSION", "")));
    for (Stage.DebianPackage one : packages) {
      component(components, "library", one.name(), one.version())
          .put(
              "purl",
              "pkg:deb/debian/%s@%s?arch=%s"
                  .formatted(
                      one.name().replace("+", "%2B"),
                      one.version().replace("+", "%2B"),
                      one.architecture()));
    }
    return JSON.writeValueAsBytes(bom);
  }

  private static ObjectNode component(
      ArrayNode components, String type, String name, String version) {
    return components
        .addObject()
        .put("type", type)
        .put("name", name)
        .put("version", version.replace("\"", ""));
  }
}
