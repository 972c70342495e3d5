package io.scriptfarm.embedded;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// What is to be done when this JVM is gone, however it went: also killed, or halted before its
/// shutdown hooks ran. A shell holds the other end of a pipe and waits for its end, deaf to the
/// terminal's signals. On a machine without `sh` nothing is done. Safe for concurrent use.
public final class EndWithJvm implements AutoCloseable {
  // A variable for each line; names sort processes before other commands.
  private static final String WATCH =
      """
      trap '' INT HUP TERM
      while IFS=' ' read -r name command; do
        if [ -n "$command" ]; then
          eval "end_$name=\\$command"
        else
          unset "end_$name"
        fi
      done
      for name in $(set | sed -n 's/^\\(end_[a-z]*[0-9]*\\)=.*/\\1/p' | sort); do
        eval "eval \\"\\$$name\\""
      done
      """;
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final String name;

  private EndWithJvm(String kind, String command) {
    this.name = kind + NUMBERS.incrementAndGet();
    tell(name + " " + command);
  }

  /// Ends a process by force.
  public static EndWithJvm process(long pid) {
    return new EndWithJvm("a", "kill -KILL " + pid + " 2>/dev/null");
  }

  /// Ends all processes of a group by force.
  public static EndWithJvm group(long pid) {
    return new EndWithJvm(
        "a", "kill -KILL -%1$d 2>/dev/null || kill -KILL %1$d 2>/dev/null".formatted(pid));
  }

  /// Runs a command of the shell, one line, when the processes are ended.
  public static EndWithJvm command(String line) {
    return new EndWithJvm("b", line);
  }

  /// Forgets it: it has ended.
  @Override
  public void close() {
    tell(name);
  }

  private static void tell(String line) {
    synchronized (Shell.INPUT) {
      try {
        Shell.INPUT.write(line + "\n");
        Shell.INPUT.flush();
      } catch (IOException e) {
        return; // somebody ended the shell
      }
    }
  }

  private static final class Shell {
    static final Writer INPUT = start();

    private static Writer start() {
      try {
        Process shell =
            new ProcessBuilder(List.of("sh", "-c", WATCH))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return Writer.nullWriter(); // no shell on this machine
      }
    }
  }
}
