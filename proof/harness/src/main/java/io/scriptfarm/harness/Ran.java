package io.scriptfarm.harness;

import io.scriptfarm.embedded.EndWithJvm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program that ran to its end: its exit code and all that it printed.
public record Ran(List<String> command, int exit, String out, String err) {
  private static final List<String> SETSID =
      Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")))
          ? List.of("setsid")
          : List.of();

  /// Runs a program in `folder`, with `variables` added to the environment (an empty value removes
  /// one).
  ///
  /// @throws AssertionError with what it printed, when it does not end within `atMost`
  public static Ran run(
      Path folder, Map<String, String> variables, Duration atMost, List<String> command) {
    return start(folder, variables, command).await(atMost);
  }

  /// Runs a program that has to succeed.
  public static Ran expectSuccess(Path folder, Duration atMost, String... command) {
    Ran ran = run(folder, Map.of(), atMost, List.of(command));
    if (ran.exit != 0) {
      throw new AssertionError(ran.toString());
    }
    return ran;
  }

  /// Starts a program; its output goes to files, so that it never waits for a reader.
  public static Running start(Path folder, Map<String, String> variables, List<String> command) {
    try {
      Path out = Files.createTempFile("farm-e2e", ".out");
      Path err = Files.createTempFile("farm-e2e", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(inGroup(command))
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      variables.forEach(
          (name, value) -> {
            if (value.isEmpty()) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      Process process = builder.start();
      process.getOutputStream().close();
      return new Running(command, process, out, err, endWithJvm(process.pid()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    }
  }

  /// In a process group of its own, where that can be done: what a program starts ends with it.
  private static List<String> inGroup(List<String> command) {
    List<String> whole = new ArrayList<>(SETSID);
    whole.addAll(command);
    return whole;
  }

  private static EndWithJvm endWithJvm(long pid) {
    return SETSID.isEmpty() ? EndWithJvm.process(pid) : EndWithJvm.group(pid);
  }

  /// A program that runs, and ends with this JVM.
  public record Running(
      List<String> command, Process process, Path out, Path err, EndWithJvm endWithJvm) {
    /// @throws AssertionError with what it printed, when it does not end within `atMost`
    public Ran await(Duration atMost) {
      try {
        boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          kill();
        }
        Ran ran = new Ran(command, ended ? process.exitValue() : -1, text(out), text(err));
        if (!ended) {
          throw new AssertionError("did not end within " + atMost + ": " + ran);
        }
        return ran;
      } catch (InterruptedException e) {
        kill();
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while " + command + " ran", e);
      } finally {
        endWithJvm.close();
        delete(out);
        delete(err);
      }
    }

    private void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }

    private static String text(Path file) {
      try {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path file) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public String toString() {
    return String.join(" ", command) + "\nexit " + exit + "\n" + out + "\n" + err;
  }
}
