package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.images.ServiceImage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What pods of the services say of their images, against the images that `./farm images` makes.
final class ImageChecks {
  private static final String POD = "/spec/template/spec";
  private static final String CONTAINER = POD + "/containers/0";
  private static final Pattern HEAP = Pattern.compile("-Xmx([0-9]+)([mg])");

  /// What a JVM takes besides its heap, in MiB: code, classes, threads, buffers.
  private static final long BESIDES = 256;

  private final Farm farm;
  private final KubeObject service;
  private final ServiceImage image;
  private final JsonNode container;
  private final List<Finding> findings = new ArrayList<>();

  private ImageChecks(Farm farm, KubeObject service, ServiceImage image) {
    this.farm = farm;
    this.service = service;
    this.image = image;
    this.container = service.pod().path("containers").path(0);
  }

  static List<Finding> check(Rendered rendered, Farm farm) {
    List<Finding> findings = new ArrayList<>();
    for (KubeObject service : rendered.services()) {
      ImageChecks checks = new ImageChecks(farm, service, ServiceImage.of(service.name()));
      checks.name();
      checks.user();
      checks.command();
      checks.folders();
      checks.heap();
      findings.addAll(checks.findings);
    }
    return findings;
  }

  /// Which registry it comes from is the studio's choice.
  private void name() {
    String named = container.path("image").asText();
    String name = named.substring(named.lastIndexOf('/') + 1);
    expect(
        name.equals(image.name() + ":" + farm.version()),
        "/image",
        "is not the image of this service, %s:%s: %s"
            .formatted(image.name(), farm.version(), named));
  }

  private void user() {
    JsonNode context = service.pod().path("securityContext");
    String user = context.path("runAsUser").asText() + ":" + context.path("runAsGroup").asText();
    if (!user.equals(ServiceImage.USER)) {
      findings.add(
          service.problem(
              POD + "/securityContext", user + "; the image's is " + ServiceImage.USER));
    }
  }

  /// The image knows how to start Java; arguments may add options of the JVM.
  private void command() {
    expect(!container.has("command"), "/command", "the image has its own");
    List<String> arguments = arguments();
    expect(
        arguments.isEmpty()
            || arguments
                .subList(Math.max(0, arguments.size() - 2), arguments.size())
                .equals(image.arguments()),
        "/args",
        "is to end with " + String.join(" ", image.arguments()));
  }

  private List<String> arguments() {
    return KubeObject.list(container.path("args")).stream().map(JsonNode::asText).toList();
  }

  /// Each folder that the service writes to is a volume, or the service is told of another.
  private void folders() {
    for (Map.Entry<String, String> variable : image.environment().entrySet()) {
      boolean told =
          KubeObject.list(container.path("env")).stream()
              .anyMatch(given -> given.path("name").asText().equals(variable.getKey()));
      boolean mounted =
          KubeObject.list(container.path("volumeMounts")).stream()
              .map(mount -> mount.path("mountPath").asText())
              .anyMatch(path -> (variable.getValue() + "/").startsWith(path + "/"));
      expect(
          told || mounted || variable.getValue().startsWith(ServiceImage.FARM + "/"),
          "/volumeMounts",
          "nothing is mounted at %s, where the image's %s leads"
              .formatted(variable.getValue(), variable.getKey()));
    }
  }

  /// The last option counts, as for the JVM.
  private void heap() {
    long mib =
        heap(String.join("\n", arguments()))
            .or(() -> heap(farm.jvmOptions(image.name())))
            .orElse(0L);
    BigDecimal limit = Quantity.of(container.at("/resources/limits/memory").asText());
    expect(
        limit.compareTo(BigDecimal.valueOf((mib + BESIDES) << 20)) >= 0,
        "/resources/limits/memory",
        "is less than the heap of %d MiB, and %d MiB".formatted(mib, BESIDES));
  }

  private static Optional<Long> heap(String options) {
    Optional<Long> found = Optional.empty();
    for (Matcher option = HEAP.matcher(options); option.find(); ) {
      long unit = option.group(2).equals("g") ? 1024 : 1;
      found = Optional.of(Long.parseLong(option.group(1)) * unit);
    }
    return found;
  }

  private void expect(boolean holds, String path, String otherwise) {
    if (!holds) {
      findings.add(service.problem(CONTAINER + path, otherwise));
    }
  }
}
