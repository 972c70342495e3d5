package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Installation;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.embedded.EmbeddedRedis;
import io.scriptfarm.embedded.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The command lines of the farm's processes. The JVM options of services are in files of theirs
/// ({@link Installation}), so that a service has the same wherever it runs.
final class Commands {
  private static final String JAVET = "javet-v8-";
  private static final String WORKER = "compile-worker";

  private final Settings settings;
  private final FarmHome home;
  private final Path java;

  Commands(Settings settings, FarmHome home) {
    this.settings = settings;
    this.home = home;
    this.java = Path.of(System.getProperty("java.home"), "bin", "java");
  }

  List<String> kafka(int port) throws RunException {
    List<String> command = quickJvm("kafka", "256m");
    // C1 alone gets 48 MB, of which a broker uses enough for collections of everything, 80 ms each.
    command.add("-XX:ReservedCodeCacheSize=128m");
    command.addAll(
        List.of(
            "-cp",
            settings.installation().broker(),
            "io.scriptfarm.embedded.EmbeddedKafkaMain",
            "--data",
            home.data("kafka").toString(),
            "--port",
            Integer.toString(port),
            "--via",
            kafkaAddress(port)));
    return command;
  }

  /// Where clients reach the embedded broker that listens on `port`.
  String kafkaAddress(int port) {
    return settings.variable("FARM_KAFKA_VIA", "127.0.0.1:" + port);
  }

  /// Where services reach the embedded Redis that listens on `port`.
  String redisAddress(int port) {
    return "redis://" + settings.variable("FARM_REDIS_VIA", "127.0.0.1:" + port);
  }

  /// A Redis of this machine, or the one that comes with the farm. A server that somebody left on
  /// the same data is ended.
  List<String> redis(int port) throws RunException {
    try {
      return EmbeddedRedis.command(EmbeddedRedis.Settings.in(home.data("redis")).withPort(port));
    } catch (StartException | UncheckedIOException e) {
      throw new RunException("cannot prepare redis: " + e.getMessage(), e);
    }
  }

  /// Looks after the farm's processes. It does next to nothing, so it gets next to no memory.
  List<String> supervisor() {
    List<String> command = quickJvm("supervisor", "16m");
    command.addAll(
        List.of(
            "-Xms4m",
            "-Xss256k",
            "-XX:ReservedCodeCacheSize=8m",
            "-cp",
            System.getProperty("java.class.path"),
            SupervisorProcess.class.getName(),
            settings.current().toString(),
            settings.installation().root().toString(),
            settings.home().toString()));
    return command;
  }

  List<String> cacheService(int port, String kafka, String redis) throws RunException {
    return quarkus(
        "cache-service",
        jvm("cache-service", "cache-service", "jvm.args"),
        port,
        withAccess(withKafka(kafka, Map.of("farm.redis.uri", redis))));
  }

  List<String> gateway(int port, String kafka, String redis, int cachePort) throws RunException {
    return quarkus(
        "gateway",
        jvm("gateway", "gateway", "jvm.args"),
        port,
        withAccess(
            withKafka(
                kafka,
                Map.of(
                    "farm.redis.uri",
                    redis,
                    "farm.gateway.cache-url",
                    "http://127.0.0.1:" + cachePort,
                    "farm.gateway.keys",
                    home.data("keys").toString()))));
  }

  /// @param workers how many share this machine's cores
  List<String> worker(String id, int port, String kafka, String redis, String engine, int workers)
      throws RunException {
    List<String> jvm;
    Map<String, String> properties =
        new TreeMap<>(
            Map.of(
                "farm.redis.uri", redis,
                "farm.worker.js-engine", engine,
                "farm.worker.id", id,
                "farm.worker.snapshots", home.data("snapshots").toString()));
    Path folder = settings.installation().service(WORKER);
    if (usesGraal(engine)) {
      jvm = jvm(id, WORKER, "graal.args");
      jvm.add("--upgrade-module-path=" + folder.resolve("graal-jit"));
    } else {
      jvm = jvm(id, WORKER, "jvm.args");
      int cores = Runtime.getRuntime().availableProcessors();
      properties.put("farm.worker.slots", String.valueOf(Math.max(1, cores / workers)));
      Path archive = classArchive();
      properties.put("farm.worker.class-archive", archive.toString());
      if (Files.exists(archive)) {
        jvm.add("-XX:SharedArchiveFile=" + archive);
      }
      Path library = folder.resolve("v8");
      if (Files.isDirectory(library)) {
        properties.put("scriptfarm.v8.library", library.toString());
      }
    }
    return quarkus(WORKER, jvm, port, withAccess(withKafka(kafka, properties)));
  }

  /// Where the classes of this very build are, once a process has left them there: the JVM takes
  /// archives of no other.
  private Path classArchive() throws RunException {
    try {
      return home.data("classes")
          .resolve(
              "%s-%s-%x.jsa"
                  .formatted(
                      WORKER,
                      Runtime.version(),
                      settings.installation().since(WORKER).toEpochMilli()));
    } catch (IOException e) {
      throw incomplete(settings.installation().jar(WORKER), e);
    }
  }

  /// Whether workers with this `--engine` compile with GraalJS on this machine.
  boolean usesGraal(String engine) throws RunException {
    return switch (engine) {
      case "graaljs" -> true;
      case "v8" -> false;
      default -> !hasV8();
    };
  }

  private boolean hasV8() throws RunException {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String platform =
        (os.contains("linux") ? "linux" : os.contains("mac") ? "macos" : "windows")
            + "-"
            + (arch.equals("aarch64") || arch.equals("arm64") ? "arm64" : "x86_64");
    Path libraries = settings.installation().service(WORKER).resolve("lib/main");
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(libraries, "*" + JAVET + platform + "-*.jar")) {
      return found.iterator().hasNext();
    } catch (IOException e) {
      throw incomplete(libraries, e);
    }
  }

  private static Map<String, String> withKafka(String kafka, Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(others);
    all.put("farm.kafka.bootstrap-servers", kafka);
    return all;
  }

  /// A farm with a file of credentials asks for them.
  private Map<String, String> withAccess(Map<String, String> others) {
    Path file = settings.accessFile();
    if (!Files.exists(file)) {
      return others;
    }
    Map<String, String> all = new TreeMap<>(others);
    all.put("farm.access.file", file.toString());
    return all;
  }

  private List<String> quarkus(
      String module, List<String> jvm, int port, Map<String, String> properties)
      throws RunException {
    List<String> command = new ArrayList<>(jvm);
    command.add("-Dquarkus.http.host=127.0.0.1");
    command.add("-Dquarkus.http.port=" + port);
    String prefix = settings.variable("FARM_KAFKA_PREFIX", "");
    if (!prefix.isEmpty() && properties.containsKey("farm.kafka.bootstrap-servers")) {
      command.add("-Dfarm.kafka.prefix=" + prefix);
    }
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-jar");
    command.add(runner(module).toString());
    return command;
  }

  private Path runner(String module) throws RunException {
    Path jar = settings.installation().jar(module);
    if (!Files.isRegularFile(jar)) {
      throw incomplete(jar, null);
    }
    return jar;
  }

  /// A JVM with the options of a service.
  private List<String> jvm(String process, String module, String options) {
    return new ArrayList<>(
        List.of(
            java.toString(),
            "@" + settings.installation().service(module).resolve(options),
            "-XX:ErrorFile=" + home.log(process + "-crash")));
  }

  /// A JVM for what does little and is to start soon.
  private List<String> quickJvm(String process, String heap) {
    return new ArrayList<>(
        List.of(
            java.toString(),
            "-XX:+UseSerialGC",
            "-Xmx" + heap,
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:ErrorFile=" + home.log(process + "-crash"),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
  }

  private RunException incomplete(Path missing, @Nullable IOException cause) {
    String message = missing + " is not complete; " + settings.installation().remedy();
    return cause == null ? new RunException(message) : new RunException(message, cause);
  }
}
