package io.scriptfarm.images;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The layers of an image, what changes least first. Files keep their times, which the JVM compares
/// with those in its class archive; all of them come from archives, or were set by `images.sh`, so
/// that the same input gives the same layer.
final class Layers {
  private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
  private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
  private static final FilePermissions FOLDER = FilePermissions.fromOctalString("755");
  private static final FilePermissions OWN_FOLDER = FilePermissions.fromOctalString("700");
  private static final FilePermissions TMP = FilePermissions.fromOctalString("777");
  private static final String ROOT = "0:0";

  private final Stage stage;
  private final ServiceImage image;

  Layers(Stage stage, ServiceImage image) {
    this.stage = stage;
    this.image = image;
  }

  /// @param scratch whether the image has no other below it
  List<FileEntriesLayer> all(boolean scratch) throws IOException {
    List<FileEntriesLayer> layers = new ArrayList<>();
    if (scratch) {
      layers.add(tree("root", stage.root(), "", _ -> true));
    }
    layers.add(tree("java", stage.java(), ServiceImage.JAVA, _ -> true));
    Path service = stage.service(image.name());
    layers.add(tree("libraries", service, image.folder(), file -> !isOurs(service, file)));
    if (image.isWorker()) {
      layers.add(tree("prepared", stage.prepared(), ServiceImage.PREPARED, _ -> true));
    }
    layers.add(farm(service));
    return layers;
  }

  /// What changes with each build of the farm.
  private static boolean isOurs(Path service, Path file) {
    Path inside = service.relativize(file);
    return !inside.startsWith("lib") && !inside.startsWith("v8") && !inside.startsWith("graal-jit")
        || file.getFileName().toString().startsWith("io.scriptfarm.");
  }

  private FileEntriesLayer farm(Path service) throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("farm");
    add(layer, service, image.folder(), file -> isOurs(service, file));
    Path made = stage.made(image.name());
    add(layer, made, ServiceImage.FARM, _ -> true);
    // Empty, from which volumes take their owner.
    Path empty = Files.createDirectories(stage.folder().resolve("empty"));
    for (String folder : image.writable()) {
      layer.addEntry(
          empty, AbsoluteUnixPath.get(folder), OWN_FOLDER, Instant.EPOCH, ServiceImage.USER);
    }
    layer.addEntry(empty, AbsoluteUnixPath.get("/tmp"), TMP, Instant.EPOCH, ROOT);
    return layer.build();
  }

  private static FileEntriesLayer tree(String name, Path from, String to, Predicate<Path> which)
      throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    add(layer, from, to, which);
    return layer.build();
  }

  /// Links become what they lead to.
  private static void add(
      FileEntriesLayer.Builder layer, Path from, String to, Predicate<Path> which)
      throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).filter(which).sorted().toList()) {
        AbsoluteUnixPath place = AbsoluteUnixPath.get(to + "/" + from.relativize(file).toString());
        layer.addEntry(
            file,
            place,
            Files.isExecutable(file) ? PROGRAM : FILE,
            Files.getLastModifiedTime(file).toInstant(),
            ROOT);
      }
    }
  }
}
