package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Settings;
import io.scriptfarm.embedded.EmbeddedRedis;
import io.scriptfarm.embedded.StartException;
import java.io.File;
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

/// The command lines of the farm's processes, out of the folder that the build left behind.
///
/// Heaps are small, because everything large is outside of them: blobs in Redis, records in the
/// page cache, V8's heap in native memory. Only a worker that compiles with GraalJS has its
/// compiler's data on the Java heap.
final class Commands {
  private static final String JAVET = "javet-v8-";

  // For processes that do little and are to start soon.
  private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

  /// A worker's bulk jobs run with the nice value 10, so that saves, and the processes beside it,
  /// get ten times their share of a core that several want. Lowering needs no right.
  private static final List<String> BULK_STANDS_BACK =
      List.of("-XX:ThreadPriorityPolicy=1", "-XX:JavaPriority1_To_OSPriority=10");

  private final Settings settings;
  private final FarmHome home;
  private final Path java;

  Commands(Settings settings, FarmHome home) {
    this.settings = settings;
    this.home = home;
    this.java = Path.of(System.getProperty("java.home"), "bin", "java");
  }

  List<String> kafka(int port) throws RunException {
    List<String> command = jvm("kafka", "256m");
    // C1 alone gets 48 MB, of which a broker uses enough for collections of everything, 80 ms each.
    command.add("-XX:ReservedCodeCacheSize=128m");
    command.addAll(
        List.of(
            "-cp",
            embeddedClassPath(),
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
    List<String> command = jvm("supervisor", "16m");
    command.addAll(
        List.of(
            "-Xms4m",
            "-Xss256k",
            "-XX:ReservedCodeCacheSize=8m",
            "-cp",
            System.getProperty("java.class.path"),
            SupervisorProcess.class.getName(),
            settings.current().toString(),
            settings.repository().toString(),
            settings.home().toString()));
    return command;
  }

  List<String> cacheService(int port, String kafka, String redis) throws RunException {
    List<String> jvm = jvm("cache-service", "320m");
    jvm.add("-XX:MaxNewSize=64m"); // the largest blobs have to fit beside what is kept at hand
    jvm.remove(QUICK_COMPILER); // it answers thousands of requests a second
    return quarkus(
        "cache-service", jvm, port, withAccess(withKafka(kafka, Map.of("farm.redis.uri", redis))));
  }

  List<String> gateway(int port, String kafka, String redis, int cachePort) throws RunException {
    List<String> jvm = jvm("gateway", "256m");
    jvm.remove(QUICK_COMPILER); // whoever saves waits for what it signs and stores
    return quarkus(
        "gateway",
        jvm,
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
    if (usesGraal(engine)) {
      Path jit = settings.repository().resolve("libs/compiler/target/graal-jit");
      jvm = jvm(id, "4g");
      jvm.remove(QUICK_COMPILER);
      jvm.addAll(
          List.of(
              "-XX:+UnlockExperimentalVMOptions",
              "-XX:+EnableJVMCI",
              "--upgrade-module-path=" + jit));
    } else {
      jvm = jvm(id, "512m");
      int cores = Runtime.getRuntime().availableProcessors();
      properties.put("farm.worker.slots", String.valueOf(Math.max(1, cores / workers)));
      Path archive = classArchive("compile-worker");
      properties.put("farm.worker.class-archive", archive.toString());
      if (Files.exists(archive)) {
        jvm.add("-XX:SharedArchiveFile=" + archive);
      }
      Path library = settings.repository().resolve("compile-worker/target/v8");
      if (Files.isDirectory(library)) {
        properties.put("scriptfarm.v8.library", library.toString());
      }
    }
    jvm.addAll(BULK_STANDS_BACK);
    return quarkus("compile-worker", jvm, port, withAccess(withKafka(kafka, properties)));
  }

  /// Where the classes of this very build are, once a process has left them there: the JVM takes
  /// archives of no other.
  private Path classArchive(String module) throws RunException {
    Path jar = runner(module);
    try {
      return home.data("classes")
          .resolve(
              "%s-%s-%x.jsa"
                  .formatted(module, Runtime.version(), Files.getLastModifiedTime(jar).toMillis()));
    } catch (IOException e) {
      throw incomplete(jar, e);
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
    Path libraries = runner("compile-worker").resolveSibling("lib").resolve("main");
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
    Path jar = settings.repository().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw incomplete(jar, null);
    }
    return jar;
  }

  private List<String> jvm(String process, String heap) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx" + heap,
            QUICK_COMPILER,
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:ErrorFile=" + home.log(process + "-crash"),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    return command;
  }

  private String embeddedClassPath() throws RunException {
    Path target = settings.repository().resolve("libs/embedded/target");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "embedded-*.jar")) {
      for (Path jar : jars) {
        // A jar and not the folder of classes, which class archives refuse.
        if (!jar.toString().endsWith("-tests.jar") && !jar.toString().endsWith("-sources.jar")) {
          return jar + File.pathSeparator + target.resolve("lib") + "/*";
        }
      }
    } catch (IOException e) {
      throw incomplete(target, e);
    }
    throw incomplete(target, null);
  }

  private static RunException incomplete(Path missing, @Nullable IOException cause) {
    String message =
        missing + " is not complete; delete target/.farm-build beside ./farm and try again";
    return cause == null ? new RunException(message) : new RunException(message, cause);
  }
}
