package io.scriptfarm.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// A Redis server as a child process, listening on the loopback interface only, without a password:
/// `redis-server` of the PATH where there is one, else the Redis 6.2 that comes with the farm. It
/// appends every write to a file in its data folder (synced each second), so what it stores
/// survives restarts and kills. A server that an earlier, killed farm left on the same data folder
/// is ended first.
///
/// Safe for concurrent use.
public final class EmbeddedRedis implements AutoCloseable {
  /// The numbered databases of a server; tests take one each.
  public static final int DATABASES = 256;

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60); // may load gigabytes
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
  private static final int LAST_LINES = 20;

  // How often a free port may be somebody else's by the time the server wants it.
  private static final int ATTEMPTS = 5;

  private static final String INFO = "INFO server\r\nINFO persistence\r\nQUIT\r\n";
  private static final int MAX_INFO_BYTES = 65_536; // both have about 1 KB

  private final Process process;
  private final int port;
  private final Thread endWithJvm;
  private final EndWithJvm endWithJvmKilled;

  private EmbeddedRedis(Process process, int port) {
    this.process = process;
    this.port = port;
    this.endWithJvm = new Thread(this::stop, "redis-shutdown");
    Runtime.getRuntime().addShutdownHook(endWithJvm);
    this.endWithJvmKilled = EndWithJvm.process(process.pid());
  }

  /// How a server is started: its data folder, its port (a free one if absent), and how many bytes
  /// it may use before it evicts entries that have a time to live, least recently used first.
  public record Settings(Path data, OptionalInt port, long maxMemoryBytes) {
    private static final long DEFAULT_MAX_MEMORY_BYTES = 1L << 30;

    public Settings {
      data = data.toAbsolutePath().normalize();
    }

    public static Settings in(Path data) {
      return new Settings(data, OptionalInt.empty(), DEFAULT_MAX_MEMORY_BYTES);
    }

    public Settings withPort(int port) {
      return new Settings(data, OptionalInt.of(port), maxMemoryBytes);
    }

    public Settings withMaxMemory(long bytes) {
      return new Settings(data, port, bytes);
    }
  }

  /// Starts a server and returns when it answers. Where somebody takes a port that was free just
  /// before, it tries another, unless the settings name one.
  ///
  /// @throws StartException when there is no executable for this machine, or the server ends or
  ///     does not answer in time
  public static EmbeddedRedis start(Settings settings) {
    return start(settings, Ports::free);
  }

  /// @param free gives ports that are likely free
  static EmbeddedRedis start(Settings settings, IntSupplier free) {
    for (int attempt = 1; ; attempt++) {
      try {
        return start(settings, settings.port().orElseGet(free));
      } catch (StartException e) {
        if (settings.port().isPresent()
            || !Ports.saysTaken(String.valueOf(e.getMessage()))
            || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static EmbeddedRedis start(Settings settings, int port) {
    Path log = settings.data().resolve("redis.log");
    try {
      Files.createDirectories(settings.data());
      endPredecessor(pidFile(settings));
      Files.deleteIfExists(log);
      Process process =
          launch(
              settings.data(),
              executable(settings.data()),
              configuration(settings, port, log),
              log);
      EmbeddedRedis redis = new EmbeddedRedis(process, port);
      try {
        redis.awaitReady(settings, log);
      } catch (StartException e) {
        redis.close();
        throw e;
      }
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write Redis' data folder " + settings.data(), e);
    }
  }

  /// Makes the data folder ready for a server and gives the command that runs it: for a launcher
  /// that keeps the server running by itself, without this JVM. A server that somebody left on the
  /// folder is ended.
  ///
  /// @throws StartException when there is no executable for this machine
  public static List<String> command(Settings settings) {
    try {
      Files.createDirectories(settings.data());
      endPredecessor(pidFile(settings));
      int port = settings.port().orElseGet(Ports::free);
      Path executable = executable(settings.data());
      Path log = Path.of(""); // standard output
      return List.of(executable.toString(), configuration(settings, port, log).toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write Redis' data folder " + settings.data(), e);
    }
  }

  /// `redis://127.0.0.1:PORT`.
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /// The process id of the server.
  public long pid() {
    return process.pid();
  }

  /// Ends the server, which first writes what it has not yet synced. Closing twice does no harm.
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(endWithJvm);
    } catch (IllegalStateException e) {
      return; // the JVM is ending and runs the hook
    }
  }

  private void stop() {
    process.destroy();
    awaitEnd(process.toHandle());
    endWithJvmKilled.close();
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Path pidFile(Settings settings) {
    return settings.data().resolve("redis.pid");
  }

  /// Two servers must not append to one file. The pid may long belong to someone else, so the
  /// process has to look like a Redis too.
  private static void endPredecessor(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    String pid = Files.readString(pidFile).strip();
    if (pid.matches("\\d{1,18}")) {
      ProcessHandle.of(Long.parseLong(pid))
          .filter(p -> p.info().command().filter(c -> c.contains("redis")).isPresent())
          .ifPresent(
              p -> {
                p.destroy();
                awaitEnd(p);
              });
    }
    Files.deleteIfExists(pidFile);
  }

  private static Process launch(Path data, Path executable, Path configuration, Path log) {
    try {
      return new ProcessBuilder(executable.toString(), configuration.toString())
          .directory(data.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new StartException(
          "%s cannot be run: %s. %s".formatted(executable, e.getMessage(), REMEDY), e);
    }
  }

  private static final String REMEDY =
      "Install Redis so that redis-server is on the PATH (Debian: apt-get install redis-server), or name a running one by farm.redis.uri.";

  private void awaitReady(Settings settings, Path log) throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!answers()) {
      if (!process.isAlive()) {
        throw new StartException(
            "redis-server ended with exit code %d on port %d with the data folder %s. %s%n%s"
                .formatted(process.exitValue(), port, settings.data(), REMEDY, lastLines(log)));
      }
      if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        throw new StartException(
            "redis-server does not answer on port %d (waited at most %d s). Its last words:%n%s"
                .formatted(port, START_TIMEOUT.toSeconds(), lastLines(log)));
      }
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }
  }

  /// Whether our own process answers: another server may have the port.
  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write(INFO.getBytes(StandardCharsets.US_ASCII));
      byte[] reply = socket.getInputStream().readNBytes(MAX_INFO_BYTES);
      String info = new String(reply, StandardCharsets.US_ASCII);
      return info.contains("\r\nprocess_id:" + process.pid() + "\r\n")
          && info.contains("\r\nloading:0\r\n");
    } catch (IOException e) {
      return false; // not yet listening, or still loading
    }
  }

  private static String lastLines(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "(no log)";
    }
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private static Path configuration(Settings settings, int port, Path log) throws IOException {
    Path file = settings.data().resolve("redis.conf");
    Files.writeString(
        file,
        """
        # Written by the farm at every start.
        bind 127.0.0.1
        port %d
        dir "%s"
        pidfile "%s"
        logfile "%s"
        loglevel notice
        daemonize no
        databases %d
        maxclients 1000
        tcp-backlog 128
        appendonly yes
        appendfsync everysec
        save ""
        maxmemory %d
        maxmemory-policy volatile-lru
        lazyfree-lazy-eviction yes
        lazyfree-lazy-expire yes
        """
            .formatted(
                port,
                quoted(settings.data()),
                quoted(pidFile(settings)),
                quoted(log),
                DATABASES,
                settings.maxMemoryBytes()));
    return file;
  }

  private static String quoted(Path path) {
    return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static Path executable(Path data) throws IOException {
    Optional<Path> installed = onPath();
    return installed.isPresent() ? installed.get() : unpacked(data);
  }

  private static Optional<Path> onPath() {
    String path = System.getenv("PATH");
    return path == null
        ? Optional.empty()
        : Stream.of(path.split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "redis-server"))
            .filter(Files::isExecutable)
            .findFirst();
  }

  private static Path unpacked(Path data) throws IOException {
    String name = resource();
    Path target = data.resolve("bin").resolve(name);
    if (Files.isExecutable(target)) {
      return target;
    }
    Path folder = Files.createDirectories(data.resolve("bin"));
    Path partial = Files.createTempFile(folder, "redis", ".partial");
    try (InputStream in = EmbeddedRedis.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new StartException(
            "%s is not on the class path (com.github.codemonstur:embedded-redis brings it). %s"
                .formatted(name, REMEDY));
      }
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
      if (!partial.toFile().setExecutable(true)) {
        throw new StartException("%s cannot be made executable. %s".formatted(partial, REMEDY));
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      return target;
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static String resource() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    boolean x64 = arch.equals("amd64") || arch.equals("x86_64");
    if (os.contains("linux") && (arm || x64)) {
      return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
    }
    if (os.contains("mac") && (arm || x64)) {
      return arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64";
    }
    throw new StartException(
        "no redis-server is on the PATH, and none comes with the farm for %s on %s. %s"
            .formatted(os, arch, REMEDY));
  }
}
