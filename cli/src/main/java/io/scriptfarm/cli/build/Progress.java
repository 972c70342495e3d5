package io.scriptfarm.cli.build;

import io.scriptfarm.cli.Console;
import java.io.PrintStream;
import java.util.Locale;

/// Tells people how a build goes on: one line that is drawn again on a terminal, few plain lines
/// elsewhere. Not safe for concurrent use.
final class Progress implements AutoCloseable {
  private static final long REDRAW_NANOS = 50_000_000; // 20 pictures a second look continuous
  private static final int BAR = 24;
  private static final int PLAIN_STEPS = 5;
  private static final String CLEAR = "\r\u001B[K";

  private final PrintStream err;
  private final boolean terminal;
  private final int columns;
  private final boolean verbose;
  private String phase = "";
  private int scripts;
  private int done;
  private int told;
  private long drawn;
  private boolean onScreen;

  Progress(Console console, boolean verbose) {
    this.err = console.err();
    this.terminal = console.errIsTerminal();
    this.columns = console.columns();
    this.verbose = verbose;
  }

  void phase(String text) {
    phase = text;
    if (terminal) {
      draw(true);
    } else if (verbose) {
      err.println(text);
    }
  }

  /// A line for people who want to know more.
  void detail(String line) {
    if (verbose) {
      clear();
      err.println(line);
    }
  }

  /// The build stands still, for a reason that people want to know.
  void waiting(String line) {
    clear();
    err.println(line);
  }

  void warning(String line) {
    clear();
    err.println("warning: " + line);
  }

  void planned(int count, int cached) {
    scripts = count;
    done = cached; // of which no events come
    told = 0;
    phase("compiling");
    if (!terminal && count > cached) {
      err.printf(Locale.ROOT, "%d scripts, %d of them known already%n", count, cached);
    }
  }

  void scriptFinished(boolean compiled) {
    done++;
    if (terminal) {
      draw(done == scripts);
    } else if (scripts > 0 && compiled) {
      int step = done * PLAIN_STEPS / scripts;
      if (step > told && done < scripts) {
        told = step;
        err.printf(Locale.ROOT, "%d of %d scripts done%n", done, scripts);
      }
    }
  }

  private void draw(boolean now) {
    long time = System.nanoTime();
    if (!now && time - drawn < REDRAW_NANOS) {
      return;
    }
    drawn = time;
    String line;
    if (scripts > 0) {
      int filled = (int) ((long) Math.min(done, scripts) * BAR / scripts);
      line =
          String.format(
              Locale.ROOT,
              "[%s%s] %d/%d %s",
              "#".repeat(filled),
              "-".repeat(BAR - filled),
              Math.min(done, scripts),
              scripts,
              phase);
    } else {
      line = phase + "…";
    }
    // One write, so that no half-drawn line shows; never so long that it wraps.
    err.print(CLEAR + (line.length() < columns ? line : line.substring(0, columns - 1)));
    err.flush();
    onScreen = true;
  }

  private void clear() {
    if (onScreen) {
      err.print(CLEAR);
      err.flush();
      onScreen = false;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
