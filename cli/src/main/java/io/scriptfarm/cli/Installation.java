package io.scriptfarm.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// Where the farm's programs are on this machine: in a checkout, as Maven leaves them, or in an
/// unpacked distribution.
///
/// | | checkout | distribution |
/// |---|---|---|
/// | of a service | `MODULE/target/quarkus-app` | `lib/MODULE` |
/// | of the broker | `libs/embedded/target` | `lib/embedded` |
/// | the command | `./farm` | `bin/scriptfarm` |
///
/// The folder of a service is the same in both, and in images: `quarkus-run.jar` with its jars,
/// `jvm.args` with the options of its JVM, and what else it needs.
///
/// @param root the folder of `./farm`, or of the distribution
public record Installation(Path root) {
  /// The system property by which a distribution says where it is.
  public static final String PROPERTY = "scriptfarm.installation";

  private boolean isDistribution() {
    return Files.isDirectory(root.resolve("lib/cli"));
  }

  /// The folder of a service, by the name of its module.
  public Path service(String module) {
    return isDistribution()
        ? root.resolve("lib").resolve(module)
        : root.resolve(module).resolve("target/quarkus-app");
  }

  /// What `java -jar` runs.
  public Path jar(String module) {
    return service(module).resolve("quarkus-run.jar");
  }

  /// When a service was built here, or unpacked. What was started before that runs other classes.
  ///
  /// @throws IOException when there is no such service
  public Instant since(String module) throws IOException {
    Object time = Files.getAttribute(jar(module), "creationTime");
    return ((FileTime) time).toInstant();
  }

  /// The class path of the embedded broker.
  public String broker() {
    if (isDistribution()) {
      return root.resolve("lib/embedded") + "/*";
    }
    Path target = root.resolve("libs/embedded/target");
    return target + "/*" + File.pathSeparator + target.resolve("lib") + "/*";
  }

  /// How its user calls it.
  public String command() {
    return isDistribution() ? "scriptfarm" : "./farm";
  }

  /// How an author builds on the farm with this gateway.
  public String builder(String gateway) {
    return isDistribution() ? "FARM_URL=" + gateway + " npx farm build DIR" : "./farm build DIR";
  }

  /// What to do when a file of it is missing.
  public String remedy() {
    return isDistribution()
        ? "unpack the archive again"
        : "delete target/.farm-build beside ./farm and try again";
  }
}
