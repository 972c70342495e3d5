package io.scriptfarm.cli;

/// What the process tells its caller.
public final class ExitCode {
  public static final int SUCCESS = 0;

  /// The farm answers, and is not well: builds do not go on. From `farm status` only.
  public static final int NOT_WELL = 1;

  /// The farm could not do it: nothing answers, or it failed.
  public static final int FARM = 3;

  /// The command line is wrong (`EX_USAGE` of sysexits.h).
  public static final int USAGE = 64;

  private ExitCode() {}
}
