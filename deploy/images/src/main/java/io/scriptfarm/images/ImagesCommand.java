package io.scriptfarm.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.DockerDaemonImage;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./farm images`, after `images.sh` has filled a {@link Stage}: builds the image of each service,
/// and prints its name, its digest and where it went.
@Command(name = "images", description = "Build the images of the three services.")
public final class ImagesCommand implements Callable<Integer> {
  @Option(names = "--stage", required = true)
  private Path stage = Path.of("");

  @Option(names = "--boms", required = true, description = "The folder of SERVICE.cdx.json.")
  private Path boms = Path.of("");

  @Option(names = "--version", required = true)
  private String version = "";

  @Option(
      names = "--base",
      description =
          "The image below: a name in a registry, docker://NAME of the engine, or tar://FILE. It has"
              + " glibc, and needs no shell. Default: packages of this Debian.")
  private @Nullable String base;

  @Option(
      names = "--to",
      description = "docker: into the engine; or a folder for tar files, which needs no engine.")
  private String to = "docker";

  @Option(names = "--prefix", description = "Before the names. Default: ${DEFAULT-VALUE}.")
  private String prefix = "scriptfarm/";

  private ImagesCommand() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ImagesCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    for (ServiceImage image : ServiceImage.ALL) {
      writeMade(new Stage(stage), image);
      String name = prefix + image.name() + ":" + version;
      Optional<Path> tar =
          to.equals("docker")
              ? Optional.empty()
              : Optional.of(
                  Files.createDirectories(Path.of(to))
                      .resolve(image.name() + "-" + version + ".tar"));
      Containerizer containerizer =
          tar.isPresent()
              ? Containerizer.to(TarImage.at(tar.get()).named(name))
              : Containerizer.to(DockerDaemonImage.named(name));
      containerizer
          .setToolName("scriptfarm")
          .setApplicationLayersCache(stage.resolve("layers"))
          .setBaseImageLayersCache(stage.resolve("base-layers"));
      JibContainer built = builder(image).containerize(containerizer);
      System.out.printf(
          "%s %s%s%n", name, built.getImageId(), tar.map(file -> " " + file).orElse(""));
    }
    return 0;
  }

  private JibContainerBuilder builder(ServiceImage image) throws Exception {
    JibContainerBuilder builder =
        (base == null ? Jib.fromScratch() : Jib.from(base))
            .setFileEntriesLayers(new Layers(new Stage(stage), image).all(base == null))
            .setFormat(ImageFormat.Docker)
            .setCreationTime(Instant.EPOCH)
            .setUser(ServiceImage.USER)
            .setWorkingDirectory(AbsoluteUnixPath.get("/tmp"))
            .setEnvironment(image.variables())
            .setExposedPorts(Port.tcp(image.port()))
            .setEntrypoint(image.entryPoint())
            .setProgramArguments(image.arguments());
    for (String folder : image.writable()) {
      builder.addVolume(AbsoluteUnixPath.get(folder));
    }
    return builder;
  }

  /// What the distribution does not have: the parts list, and how to ask the service for its
  /// health.
  private void writeMade(Stage stage, ServiceImage image) throws IOException {
    Path made = stage.made(image.name());
    List<Path> files = new ArrayList<>();
    files.add(
        Files.write(
            made.resolve("sbom.cdx.json"),
            Bom.of(boms.resolve(image.name() + ".cdx.json"), stage.java(), stage.packages())));
    try (Stream<Path> jars = Files.list(stage.service(image.name()).resolve("lib/main"))) {
      String probe =
          jars.map(jar -> jar.getFileName().toString())
              .filter(jar -> jar.startsWith("io.scriptfarm.service-"))
              .findFirst()
              .orElseThrow(() -> new IOException("the distribution has no io.scriptfarm.service"));
      files.add(Files.write(made.resolve("health.args"), image.health(probe)));
    }
    for (Path file : files) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(1)));
    }
  }
}
