package io.scriptfarm.cli;

import picocli.CommandLine.Option;

/// The option that every command has.
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean asked;
}
