package io.scriptfarm.cli.run;

import io.scriptfarm.contract.wire.Pause;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A process of the farm that outlives the command that started it. It is known by its process id
/// *and* the moment it started, so that a stale file never names somebody else's process.
///
/// @param name what its files are called
public record Daemon(FarmHome home, String name) {
  // /proc tells the start in hundredths of a second from a boot time in seconds.
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final int TAIL_BYTES = 64 * 1024;

  /// The running process, if it runs.
  public Optional<ProcessHandle> find() throws RunException {
    Path file = home.pidFile(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      long pid = Long.parseLong(lines.get(0));
      Instant started = Instant.ofEpochMilli(Long.parseLong(lines.get(1)));
      return ProcessHandle.of(pid)
          .filter(Daemon::runs)
          .filter(
              process ->
                  process
                      .info()
                      .startInstant()
                      .filter(
                          at -> Duration.between(started, at).abs().compareTo(CLOCKS_DIFFER) <= 0)
                      .isPresent());
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty(); // cut off while it was written: no process of ours is known by it
    } catch (IOException e) {
      throw new RunException("cannot read " + file + ": " + e, e);
    }
  }

  /// Starts `command`; its output goes to the log, of which the one before is kept. The command
  /// begins only when its process id is written down: whoever is killed in between leaves nothing
  /// behind that nobody knows of.
  ProcessHandle start(List<String> command, Path directory) throws RunException {
    return start(command, directory, process -> {});
  }

  /// As the other one.
  ///
  /// @param before is told the process before the command begins
  ProcessHandle start(List<String> command, Path directory, Consumer<ProcessHandle> before)
      throws RunException {
    Path log = home.log(name);
    try {
      if (Files.exists(log) && Files.size(log) > 0) {
        Files.move(log, home.olderLog(name), StandardCopyOption.REPLACE_EXISTING);
      }
      Process process =
          new ProcessBuilder(held(command))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      try (OutputStream gate = process.getOutputStream()) {
        enrol(process.toHandle());
        before.accept(process.toHandle());
        gate.write('\n');
      }
      return process.toHandle();
    } catch (IOException e) {
      throw new RunException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  /// Writes down that this process is it.
  public void enrol() throws RunException {
    enrol(ProcessHandle.current());
  }

  private void enrol(ProcessHandle process) throws RunException {
    Instant started = process.info().startInstant().orElseGet(Instant::now);
    FarmHome.replace(home.pidFile(name), process.pid() + "\n" + started.toEpochMilli() + "\n");
  }

  /// Forgets the process.
  public void strike() throws RunException {
    try {
      Files.deleteIfExists(home.pidFile(name));
    } catch (IOException e) {
      throw new RunException("cannot delete " + home.pidFile(name) + ": " + e, e);
    }
  }

  /// A shell that waits for a line on its input, and then becomes the command. Without that line,
  /// because its starter is gone, it ends. It is in a session of its own, or at least deaf to the
  /// terminal's signals, so that an interrupt of the command line does not end the farm. All of it
  /// keeps the process id.
  private static List<String> held(List<String> command) {
    List<String> held = new ArrayList<>();
    boolean session = onPath("setsid");
    if (session) {
      held.add("setsid");
    }
    String deaf = session ? "" : "trap '' INT HUP; ";
    held.addAll(List.of("sh", "-c", deaf + "read -r line && exec \"$@\" </dev/null", "sh"));
    held.addAll(command);
    return held;
  }

  private static boolean onPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && Stream.of(path.split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// Asks the process to end, and ends it when it takes longer than `patience`.
  ///
  /// @return whether it had to be ended by force
  public boolean stop(Duration patience) throws RunException {
    Optional<ProcessHandle> found = find();
    boolean forced = false;
    if (found.isPresent()) {
      ProcessHandle process = found.get();
      process.destroy();
      if (!ends(process, patience)) {
        process.destroyForcibly();
        forced = true;
        if (!ends(process, Duration.ofSeconds(10))) {
          throw new RunException(
              name + " (process " + process.pid() + ") does not end, not even by force");
        }
      }
    }
    strike();
    return forced;
  }

  private static boolean ends(ProcessHandle process, Duration patience) throws RunException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (runs(process)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Pause.of(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RunException("interrupted while processes stop; run ./farm down again", e);
      }
    }
    return true;
  }

  /// Whether the process runs. One that has ended stays in the process table until its parent looks
  /// at it, which for a process without one may take seconds in a container; Java calls it alive.
  static boolean runs(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      // proc(5): the state follows the command's name, which is in brackets and may hold any.
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException e) {
      return process.isAlive(); // no Linux, or gone just now
    }
  }

  /// The last lines of the log.
  List<String> lastLines(int count) throws RunException {
    Path log = home.log(name);
    if (!Files.exists(log)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL_BYTES);
      byte[] tail = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(tail);
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      throw new RunException("cannot read " + log + ": " + e, e);
    }
  }

  boolean logContains(String text) throws RunException {
    Path log = home.log(name);
    try {
      return Files.exists(log) && Files.readString(log, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new RunException("cannot read " + log + ": " + e, e);
    }
  }
}
