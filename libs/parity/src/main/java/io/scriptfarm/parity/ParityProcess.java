package io.scriptfarm.parity;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.ParityReport;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.lua.LuaInterpreter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// Runs a script in both languages, in a JVM of its own: code that nobody has looked at may fill a
/// heap or never come back from a library function, and neither LuaJ nor GraalJS can be stopped
/// within a JVM whatever they do. The process has no environment, a small heap and a time limit.
/// Safe for use by several threads.
public final class ParityProcess {
  /// Both runs have limits of their own, of which this is more than the sum.
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private static final List<String> OPTIONS =
      List.of(
          "-Xmx256m",
          "-XX:MaxMetaspaceSize=192m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-CreateCoredumpOnCrash",
          "-Xlog:disable",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /// @param updates how often `onUpdate` is called
  private record Request(RunnableScript script, ProjectPath path, int updates) {}

  private ParityProcess() {}

  /// @param updates how often `onUpdate` is called
  /// @return what both did; {@link ParityJob.Provisional}, with a note, where the process did not
  ///     live to tell
  public static CompileOutcome run(RunnableScript script, ProjectPath path, int updates) {
    return run(script, path, updates, AT_MOST);
  }

  static CompileOutcome run(RunnableScript script, ProjectPath path, int updates, Duration atMost) {
    ProcessBuilder command =
        new ProcessBuilder(
            Stream.of(
                    Stream.of(ProcessHandle.current().info().command().orElse("java")),
                    OPTIONS.stream(),
                    Stream.of("-cp", classPath(), ParityProcess.class.getName()))
                .flatMap(part -> part)
                .toList());
    // Its interpreters are looked for on the PATH.
    String commands = System.getenv().getOrDefault("PATH", "");
    command.environment().clear();
    command.environment().put("PATH", commands);
    AtomicBoolean late = new AtomicBoolean();
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      timer.schedule(
          () -> {
            late.set(true);
            process.destroyForcibly();
          },
          atMost.toMillis(),
          TimeUnit.MILLISECONDS);
      byte[] answer = exchange(process, bytes(new Request(script, path, updates)));
      process.destroyForcibly();
      int exit = process.waitFor();
      timer.shutdownNow();
      return answer.length > 0
          ? Json.read(answer, CompileOutcome.class)
          : withoutEnd(
              path,
              late.get()
                  ? "the script did not end within " + atMost.toSeconds() + " s"
                  : "the process that ran the script ended with code " + exit);
    } catch (IOException e) {
      throw new UncheckedIOException("a process for running scripts does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return withoutEnd(path, "the worker is told to stop");
    }
  }

  private static byte[] bytes(Object value) {
    return Json.write(value).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] exchange(Process process, byte[] request) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(request);
    } catch (IOException e) {
      return new byte[0]; // it is gone already; the exit code tells
    }
    try (InputStream out = process.getInputStream()) {
      return out.readAllBytes();
    } catch (IOException e) {
      return new byte[0]; // whoever ends a process closes its streams
    }
  }

  private static CompileOutcome withoutEnd(ProjectPath path, String why) {
    return new ParityJob.Provisional(
        new ParityReport(path, false, 0, List.of(), "none", List.of(why)));
  }

  /// What this class was loaded with. A service whose class loader finds jars by itself has all of
  /// them in one folder.
  private static String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    entries.add(System.getProperty("java.class.path"));
    CodeSource source = ParityProcess.class.getProtectionDomain().getCodeSource();
    if (source != null && source.getLocation() != null) {
      Path place = Path.of(URI.create(source.getLocation().toString()));
      entries.add((Files.isDirectory(place) ? place : place.resolveSibling("*")).toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  /// The process: a request on stdin, the outcome on stdout.
  public static void main(String[] arguments) throws IOException {
    // That GraalJS only interprets here is as it should be.
    Logger.getLogger("io.scriptfarm").setLevel(Level.OFF);
    PrintStream answer = System.out;
    System.setOut(System.err);
    Request request = Json.read(System.in.readAllBytes(), Request.class);
    CompileOutcome outcome =
        ParityRun.of(
            JsEngines.select(EnginePreference.GRAALJS),
            LuaInterpreter::find,
            request.script(),
            request.path(),
            request.updates());
    answer.write(bytes(outcome));
    answer.flush();
    Runtime.getRuntime().halt(0); // with whatever a script left running
  }
}
