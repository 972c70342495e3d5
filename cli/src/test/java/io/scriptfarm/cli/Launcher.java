package io.scriptfarm.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/// `./farm` as it lies in a repository, for the classes under test: in a folder of its own, with a
/// jar that names the test's class path, and with a `java` that writes down what it is asked to
/// run. Stops the agent when it is closed.
public final class Launcher implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path repository;
  private final Path started;

  public final Path home;

  public Launcher(Path folder) throws IOException {
    repository = Files.createDirectories(folder.toRealPath().resolve("repository"));
    home = folder.toRealPath().resolve("home");
    started = repository.resolve("started.log");
    Files.copy(original(), repository.resolve("farm"));
    executable(repository.resolve("farm"));
    Files.createDirectories(repository.resolve("cli/target/lib"));
    build();
    Path java = Path.of(System.getProperty("java.home"));
    Path bin = Files.createDirectories(repository.resolve("jdk/bin"));
    Files.writeString(repository.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    Files.writeString(
        bin.resolve("java"),
        """
        #!/bin/sh
        echo "$@" >>'%s'
        exec '%s' "$@"
        """
            .formatted(started, java.resolve("bin/java")));
    executable(bin.resolve("java"));
    Files.createSymbolicLink(bin.resolve("javac"), java.resolve("bin/javac"));
  }

  private static Path original() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("farm"))) {
        return folder.resolve("farm");
      }
    }
    throw new IllegalStateException("no ./farm above " + Path.of("").toAbsolutePath());
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// Puts the command line's jar there, another file each time.
  public void build() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            String.join(
                " ",
                Stream.of(System.getProperty("java.class.path").split(":"))
                    .map(entry -> Path.of(entry).toUri().toString())
                    .toList()));
    Path jar = repository.resolve("cli/target/cli-test.jar");
    Files.deleteIfExists(jar);
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  /// A command that is given in `current`; more variables may be added to its environment.
  public ProcessBuilder command(Path current, URI gateway, String... arguments) {
    List<String> command = new ArrayList<>(List.of(repository.resolve("farm").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(current.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("FARM_"));
    environment.put("FARM_HOME", home.toString());
    environment.put("FARM_URL", gateway.toString());
    environment.put("FARM_NO_BUILD", "1");
    environment.put("JAVA_HOME", repository.resolve("jdk").toString());
    return builder;
  }

  public static Cli.Result run(ProcessBuilder command) {
    try {
      Path err = Files.createTempFile("farm", ".err");
      try {
        Process process = command.redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Cli.Result(process.waitFor(), out, Files.readString(err));
      } finally {
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// How many commands ran in a process of their own.
  public long processes() {
    try {
      return Files.exists(started)
          ? Files.readAllLines(started).stream().filter(l -> l.contains(".cli.Farm ")).count()
          : 0;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What is known of the agent: port, secret, proof, process id.
  public Optional<List<String>> agent() {
    try (Stream<Path> files = Files.list(Files.createDirectories(home.resolve("run")))) {
      Optional<Path> file =
          files.filter(f -> f.getFileName().toString().matches("agent-[0-9]+")).findFirst();
      return file.isEmpty()
          ? Optional.empty()
          : Optional.of(List.of(Files.readString(file.get()).strip().split(" ")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The agent's process, if it serves.
  public Optional<ProcessHandle> agentProcess() {
    return agent()
        .flatMap(fields -> ProcessHandle.of(Long.parseLong(fields.get(3))))
        .filter(ProcessHandle::isAlive);
  }

  /// Waits until an agent serves, started by a first command.
  public ProcessHandle awaitAgent() {
    await(() -> agentProcess().isPresent(), "an agent");
    return agentProcess().orElseThrow();
  }

  public static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("there was never " + what);
      }
      Thread.onSpinWait();
    }
  }

  /// The command line with this launcher.
  public Cli cli(Path current, URI gateway) {
    return new Cli(current, gateway) {
      @Override
      public Result run(String... arguments) {
        return Launcher.run(command(current, gateway, arguments));
      }
    };
  }

  @Override
  public void close() throws IOException {
    Optional<ProcessHandle> agent = agentProcess();
    run(command(repository, URI.create("http://127.0.0.1:1"), "down"));
    if (agent.isPresent()) {
      try {
        agent.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException("the agent outlives ./farm down", e);
      }
    }
  }
}
