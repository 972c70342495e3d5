package io.scriptfarm.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.embedded.EndWithJvm;
import io.scriptfarm.embedded.Ports;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A farm in processes of its own, started and stopped by `./farm up` and `./farm down` under a
/// `FARM_HOME` and a `FARM_PORT` that nobody else has. What is built is used as it is. Closing
/// stops it and deletes its data. Safe for concurrent use, except for starting and stopping.
public final class FarmProcess implements AutoCloseable {
  private static final Duration UP = Duration.ofMinutes(4);
  private static final Duration DOWN = Duration.ofMinutes(2);
  private static final Duration BUILD = Duration.ofMinutes(4);
  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final int LOG_LINES = 12;
  private static final int ATTEMPTS = 3;
  private static final Pattern PORT_TAKEN =
      Pattern.compile("in use|is taken by another program|BindException");

  /// What the first farm's workers make of the compilers to start quickly serves all farms.
  private static final Path MADE_ONCE = Repository.temporary("made-once");

  private static final Path FARM = Repository.root().resolve("farm");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Setup setup;
  private final Path home;
  private final int port;
  private final EndWithJvm endWithJvm;

  /// How a farm is started: how many workers with which `--engine`, and what is added to the
  /// environment (`FARM_KAFKA`, `FARM_WORKER_TIME_LIMIT`, …).
  ///
  /// @param operator the program that starts and stops it: `./farm`, or that of a distribution
  public record Setup(int workers, String engine, Map<String, String> environment, Path operator) {
    public Setup {
      environment = Map.copyOf(environment);
    }

    /// Two workers with V8.
    public static Setup v8() {
      return new Setup(2, "v8", Map.of(), FARM);
    }

    public Setup withWorkers(int count) {
      return new Setup(count, engine, environment, operator);
    }

    public Setup withEngine(String name) {
      return new Setup(workers, name, environment, operator);
    }

    public Setup with(String variable, String value) {
      Map<String, String> more = new TreeMap<>(environment);
      more.put(variable, value);
      return new Setup(workers, engine, more, operator);
    }

    public Setup withOperator(Path program) {
      return new Setup(workers, engine, environment, program);
    }
  }

  private FarmProcess(Setup setup, Path home, int port) {
    this.setup = setup;
    this.home = home;
    this.port = port;
    // What the shell does when the JVM was killed: processes write their ids down as they start.
    // The supervisor is the first, because it would start the others again.
    this.endWithJvm =
        EndWithJvm.command(
            "for f in '%1$s'/run/supervisor.pid '%1$s'/run/*.pid; do read -r pid rest <$f; kill -KILL \"$pid\"; done; rm -rf '%1$s'"
                .formatted(home));
  }

  /// Starts a farm and returns when it is ready. Where somebody took a port between its choice and
  /// the start of the process, it is started again.
  public static FarmProcess start(Setup setup) {
    return start(setup, Map.of());
  }

  /// As {@link #start(Setup)}, with these ports by process where they are free.
  public static FarmProcess start(Setup setup, Map<String, Integer> ports) {
    for (int attempt = 1; ; attempt++) {
      FarmProcess farm = create(setup, ports);
      Ran ran = farm.tryUp(setup.workers());
      if (ran.exit() == 0) {
        return farm;
      }
      String why = farm.doesNotStart(ran);
      farm.close();
      if (attempt == ATTEMPTS || !PORT_TAKEN.matcher(why).find()) {
        throw new AssertionError(why);
      }
      System.err.println("a port was taken, another attempt: " + why);
    }
  }

  private static FarmProcess create(Setup setup, Map<String, Integer> ports) {
    try {
      Path home = Files.createTempDirectory("farm-e2e-home-");
      Files.createDirectories(home.resolve("data"));
      for (String made : List.of("snapshots", "classes")) {
        Path shared = Files.createDirectories(MADE_ONCE.resolve(made));
        Files.createSymbolicLink(home.resolve("data").resolve(made), shared);
      }
      Files.writeString(home.resolve("farm.json"), Json.write(Map.of("ports", ports)));
      FarmProcess farm = new FarmProcess(setup, home, Ports.free());
      // A JVM that is told to end must not leave a farm behind.
      Runtime.getRuntime().addShutdownHook(new Thread(farm::close));
      return farm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `./farm up`, also after {@link #down}, or to replace processes that died.
  public void up() {
    up(setup.workers());
  }

  /// `./farm up --workers N`.
  public void up(int workers) {
    Ran ran = tryUp(workers);
    if (ran.exit() != 0) {
      throw new AssertionError(doesNotStart(ran));
    }
  }

  private Ran tryUp(int workers) {
    String count = Integer.toString(workers);
    return operate("up", "--workers", count, "--engine", setup.engine()).await(UP);
  }

  private String doesNotStart(Ran ran) {
    return "the farm does not start: " + ran + "\n" + logs();
  }

  /// `./farm down`; the data are kept.
  public void down() {
    Ran ran = operate("down").await(DOWN);
    if (ran.exit() != 0) {
      throw new AssertionError("the farm does not stop: " + ran);
    }
  }

  /// Any command of `./farm`, given in the farm's home.
  public Ran run(Duration atMost, String... arguments) {
    return start(home, arguments).await(atMost);
  }

  /// `./farm build --json PROJECT …`.
  public CommandBuild build(Path project, String... arguments) {
    return CommandBuild.of(startBuild(project, arguments).await(BUILD));
  }

  /// The same by a client that remembers nothing: it asks what the farm lacks, and sends that
  /// before it submits. One that remembers the project submits first, and a farm whose cache was
  /// cleared may ask for a file when most is compiled.
  public CommandBuild buildWithoutMemory(Path project) {
    Map<String, String> environment = environment();
    environment.put("FARM_URL", gateway().toString());
    environment.put("FARM_HOME", Repository.temporary("memory").toString());
    return CommandBuild.of(start(FARM, project, environment, "build", "--json", ".").await(BUILD));
  }

  /// The same as {@link #build}, without waiting for its end.
  public Ran.Running startBuild(Path project, String... arguments) {
    List<String> all = new ArrayList<>(List.of("build", "--json"));
    all.addAll(List.of(arguments));
    all.add(".");
    return start(project, all.toArray(String[]::new));
  }

  /// Any command of `./farm` given in `folder`, without waiting for its end.
  public Ran.Running start(Path folder, String... arguments) {
    return start(FARM, folder, environment(), arguments);
  }

  private Ran.Running operate(String... arguments) {
    return start(setup.operator(), home, environment(), arguments);
  }

  private static Ran.Running start(
      Path program, Path folder, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return Ran.start(folder, environment, command);
  }

  /// What the farm's commands have in their environment.
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(setup.environment());
    environment.put("FARM_HOME", home.toString());
    environment.put("FARM_PORT", Integer.toString(port));
    environment.put("FARM_NO_BUILD", "1");
    environment.put("FARM_URL", "");
    environment.put("FARM_FALLBACK", "none"); // tstl is like itself
    environment.put("NO_COLOR", "1");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    for (String inherited : new String[] {"FARM_KAFKA", "FARM_REDIS", "FARM_KAFKA_PREFIX"}) {
      environment.putIfAbsent(inherited, "");
    }
    return environment;
  }

  public Path home() {
    return home;
  }

  public URI gateway() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public URI cache() {
    return URI.create("http://127.0.0.1:" + portOf("cache-service"));
  }

  /// `redis://host:port`.
  public String redis() {
    String external = setup.environment().getOrDefault("FARM_REDIS", "");
    return external.isEmpty() ? "redis://127.0.0.1:" + portOf("redis") : external;
  }

  /// `host:port`.
  public String kafka() {
    String external = setup.environment().getOrDefault("FARM_KAFKA", "");
    return external.isEmpty() ? "127.0.0.1:" + portOf("kafka") : external;
  }

  /// The port of a process: `kafka`, `redis`, `cache-service`, `gateway`, `worker-1`, …
  public int portOf(String process) {
    try {
      return Json.read(Files.readAllBytes(home.resolve("farm.json")), JsonNode.class)
          .path("ports")
          .path(process)
          .asInt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The process id, by the same names.
  public long pid(String process) {
    try {
      return Long.parseLong(
          Files.readAllLines(home.resolve("run").resolve(process + ".pid")).getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive(String process) {
    return ProcessHandle.of(pid(process)).filter(ProcessHandle::isAlive).isPresent();
  }

  /// Sends a process a signal: `KILL`, `STOP`, `CONT`, `TERM`. After `KILL` the process is gone.
  /// Then the farm's `supervisor` starts another; where that is in the way, it is killed first.
  public void signal(String process, String signal) {
    long pid = pid(process);
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    Ran.expectSuccess(home, ANSWER, "kill", "-" + signal, Long.toString(pid));
    if (signal.equals("KILL") && handle.isPresent()) {
      handle.get().onExit().join();
    }
  }

  /// What `GET /api/status` says.
  public JsonNode status() {
    return getJson(gateway().resolve("/api/status"));
  }

  /// A fleet-wide counter.
  public long counter(String name) {
    return status().path("counters").path(name).asLong();
  }

  public static JsonNode getJson(URI uri) {
    HttpResponse<String> response = send(HttpRequest.newBuilder(uri).GET());
    if (response.statusCode() != 200) {
      throw new AssertionError(uri + " answers " + response.statusCode() + " " + response.body());
    }
    return Json.read(response.body(), JsonNode.class);
  }

  /// One exchange with a service of the farm; bounded.
  public static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("a service does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a service was asked", e);
    }
  }

  /// Empties Redis, as somebody does who wants to see a cold build.
  public void clearCache() {
    RedisCommand.send(URI.create(redis()), "FLUSHALL", "+OK");
  }

  /// Cuts every connection to Redis, which itself goes on.
  public void cutRedis() {
    RedisCommand.send(URI.create(redis()), "CLIENT KILL TYPE normal", ":");
  }

  /// The build that is none of `before` and whose scripts are being compiled; waits until there is
  /// one. (A client that sends too little has a build that ends with what is missing.)
  public String newestBuild(java.util.Set<String> before) {
    String[] found = {""};
    Await.until(
        ANSWER,
        "a new build is planned",
        () -> {
          for (JsonNode build : status().path("builds")) {
            String id = build.path("id").asText();
            if (!before.contains(id) && build.path("tally").path("scripts").asInt() > 0) {
              found[0] = id;
              return true;
            }
          }
          return false;
        });
    return found[0];
  }

  public java.util.Set<String> builds() {
    java.util.Set<String> ids = new java.util.HashSet<>();
    status().path("builds").forEach(build -> ids.add(build.path("id").asText()));
    return ids;
  }

  /// The log of a process since it started.
  public String log(String process) {
    Path file = home.resolve("logs").resolve(process + ".log");
    try {
      return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether a worker says that it has transpiled scripts of a build.
  public boolean hasTranspiled(String worker, String build) {
    return log(worker).lines().anyMatch(line -> line.contains("kind=TranspileJob build=" + build));
  }

  /// The last lines of all logs, for messages of failed tests.
  public String logs() {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(home.resolve("logs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
        List<String> lines =
            new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        all.append("--- ").append(file.getFileName()).append('\n');
        lines
            .subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
            .forEach(line -> all.append(line).append('\n'));
      }
    } catch (IOException e) {
      all.append("no logs: ").append(e);
    }
    return all.toString();
  }

  @Override
  public synchronized void close() {
    if (Files.exists(home)) {
      down();
      Repository.delete(home);
      endWithJvm.close();
    }
  }
}
