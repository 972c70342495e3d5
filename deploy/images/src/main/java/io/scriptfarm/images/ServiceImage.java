package io.scriptfarm.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the image of a service is: how its process is started, where that may write, what it is
/// told. The distribution lies in `/opt/scriptfarm`, Java in `/opt/java`.
///
/// @param name of the service and of its module
/// @param port that it listens on
/// @param writable folders for volumes, which belong to {@link #USER}; `/tmp` is one for all
/// @param environment what a deployment may change
public record ServiceImage(
    String name, int port, List<String> writable, Map<String, String> environment) {
  /// User and group of the process, as numbers: whoever runs the image sees that it is not root.
  public static final String USER = "10001:10001";

  static final String JAVA = "/opt/java";
  /// The folder of the distribution.
  public static final String FARM = "/opt/scriptfarm";
  static final String PREPARED = FARM + "/prepared";
  private static final String CACHE = "/var/cache/scriptfarm";
  private static final String KEYS = "/var/lib/scriptfarm/keys";

  public static final List<ServiceImage> ALL =
      List.of(
          new ServiceImage("gateway", 8080, List.of(KEYS), Map.of("FARM_GATEWAY_KEYS", KEYS)),
          new ServiceImage("cache-service", 8090, List.of(), Map.of()),
          new ServiceImage(
              "compile-worker",
              8091,
              List.of(CACHE),
              Map.of(
                  "FARM_WORKER_SNAPSHOTS",
                  CACHE + "/snapshots",
                  "FARM_WORKER_SHIPPED_SNAPSHOTS",
                  PREPARED + "/snapshots")));

  public ServiceImage {
    writable = List.copyOf(writable);
    environment = Map.copyOf(environment);
  }

  /// The image of a service.
  ///
  /// @throws IllegalArgumentException when there is no such service
  public static ServiceImage of(String name) {
    return ALL.stream()
        .filter(image -> image.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no service: " + name));
  }

  boolean isWorker() {
    return name.equals("compile-worker");
  }

  String folder() {
    return FARM + "/lib/" + name;
  }

  /// The program. JVM options may follow it, before {@link #arguments}, and win over those of
  /// `jvm.args`.
  List<String> entryPoint() {
    List<String> command =
        new ArrayList<>(
            List.of(JAVA + "/bin/java", "@" + folder() + "/jvm.args", "-XX:+ErrorFileToStderr"));
    if (isWorker()) {
      command.add("-XX:SharedArchiveFile=" + PREPARED + "/classes.jsa");
      command.add("-Dscriptfarm.v8.library=" + folder() + "/v8");
    }
    return command;
  }

  public List<String> arguments() {
    return List.of("-jar", folder() + "/quarkus-run.jar");
  }

  /// The options of a Java that says by its exit code whether the service is well.
  ///
  /// @param probe the file name of the jar that has the class
  List<String> health(String probe) {
    return List.of(
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx16m",
        "-cp",
        folder() + "/lib/main/" + probe,
        "io.scriptfarm.service.HealthProbe",
        Integer.toString(port),
        "/q/health/ready");
  }

  /// The whole environment.
  Map<String, String> variables() {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("LC_ALL", "C.UTF-8"); // else Java loses names beyond ASCII
    all.put("FARM_LOG_FORMAT", "json"); // what runs containers collects their lines
    return all;
  }
}
