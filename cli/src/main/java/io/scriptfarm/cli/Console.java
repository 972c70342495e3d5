package io.scriptfarm.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;

/// Where the command line writes to. `out` is for what a script may read, `err` for people. Whether
/// they are terminals, the launcher knows.
///
/// @param columns the width of the terminal; of use only where there is one
public record Console(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean colours,
    int columns) {
  private static final int USUAL_COLUMNS = 80;

  /// The console of a process with this environment.
  public static Console of(PrintStream out, PrintStream err, Map<String, String> environment) {
    boolean outIsTerminal = "1".equals(environment.get("FARM_STDOUT_TTY"));
    boolean errIsTerminal = "1".equals(environment.get("FARM_STDERR_TTY"));
    String noColour = environment.getOrDefault("NO_COLOR", "");
    String columns = environment.getOrDefault("FARM_COLUMNS", "");
    return new Console(
        out,
        err,
        outIsTerminal,
        errIsTerminal,
        noColour.isEmpty(), // https://no-color.org
        columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS);
  }

  /// Says why a command could not be done.
  public void complain(Exception e) {
    err.println("farm: " + Objects.requireNonNullElse(e.getMessage(), e.toString()));
  }

  /// This console with everything on `err`, so that `out` carries one thing only.
  public Console allOnErr() {
    return new Console(err, err, errIsTerminal, errIsTerminal, colours, columns);
  }
}
