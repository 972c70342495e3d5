package io.scriptfarm.cli;

import java.io.PrintStream;
import java.util.Objects;

/// Where the command line writes to. `out` is for what a script may read, `err` for people.
public record Console(PrintStream out, PrintStream err) {
  /// Says why a command could not be done.
  public void complain(Exception e) {
    err.println("farm: " + Objects.requireNonNullElse(e.getMessage(), e.toString()));
  }
}
