package io.scriptfarm.drill;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./farm drill`: clients build while faults strike a farm.
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    description = {
      "Has clients build generated projects on a farm of its own while processes are killed and",
      "connections are cut, and says what was lost, wrong, or compiled twice. Every build is"
          + " compared",
      "with tstl's. The farm's supervisor brings back what ended."
    },
    footer = {"", "Exit codes: 0 nothing lost, wrong or too large; 1 something."})
public final class DrillCommand implements Callable<Integer> {
  private static final Logger REDIS_CLIENT = Logger.getLogger("io.lettuce");
  private static final int BAD = 1;
  private static final int PROJECT = 50;

  private final PrintStream out;

  @Option(names = "--quick", description = "A small storm alone, of about a minute.")
  private boolean quick;

  @Option(names = "--only", paramLabel = "NAME", description = "Only the drill with this name.")
  private @Nullable String only;

  @Option(
      names = "--rounds",
      paramLabel = "MINUTES",
      description = {
        "Only two gateways, three workers and 20 clients, for so many minutes: each process is",
        "killed in turn, one every 20 s."
      })
  private int rounds;

  @Option(names = "--seed", paramLabel = "N", description = "The same faults in the same order.")
  private long seed = 1;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Clients of the storm (default: ${DEFAULT-VALUE}).")
  private int clients = 50;

  @Option(
      names = "--scripts",
      paramLabel = "N",
      description = "Scripts of the storm, at least (default: ${DEFAULT-VALUE}).")
  private int scripts = 10_000;

  @Option(
      names = "--faults",
      paramLabel = "N",
      description = "Faults of the storm (default: ${DEFAULT-VALUE}).")
  private int faults = 1_000;

  @Option(
      names = "--kind",
      paramLabel = "FAULT",
      description = "Only such faults in the storm: ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Fault> kinds = Set.of();

  DrillCommand(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    // Faults make the clients of Kafka and Redis talk.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    REDIS_CLIENT.setLevel(Level.OFF);
    System.exit(
        run(
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
            args));
  }

  /// Runs drills as the command line does.
  ///
  /// @param out gets the report
  /// @return the exit code
  public static int run(PrintStream out, String... args) {
    return new CommandLine(new DrillCommand(out)).execute(args);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (rounds > 0) {
      out.println("seed " + seed);
      return report(
          List.of(told(new Rounds(seed, Duration.ofMinutes(rounds), out::println).run())));
    }
    List<Drill> drills =
        quick
            ? List.of(Drill.quick())
            : Drill.all(new Drill.Size(clients, scripts, PROJECT, faults, kinds)).stream()
                .filter(drill -> only == null || drill.name().equals(only))
                .toList();
    if (drills.isEmpty()) {
      out.println("farm: there is no drill " + only);
      return CommandLine.ExitCode.USAGE;
    }
    out.println("seed " + seed);
    List<Outcome> outcomes = new ArrayList<>();
    for (Drill drill : drills) {
      outcomes.add(told(new Exercise(seed, InstantSource.system(), out::println).run(drill)));
    }
    return report(outcomes);
  }

  private Outcome told(Outcome outcome) {
    outcome.lost().forEach(lost -> out.println("  LOST " + lost));
    outcome.wrong().forEach(wrong -> out.println("  WRONG " + wrong));
    outcome.tooLarge().forEach(large -> out.println("  TOO LARGE " + large));
    if (!outcome.unwell().isEmpty()) {
      out.println("  NOT WELL " + outcome.unwell());
    }
    return outcome;
  }

  private int report(List<Outcome> outcomes) {
    out.println();
    out.print(Outcome.head());
    outcomes.forEach(outcome -> out.print(outcome.row()));
    Outcome last = outcomes.getLast();
    out.println();
    out.print(last.memoryTable());
    out.println();
    out.print(last.faultTable());
    return outcomes.stream().allMatch(Outcome::good) ? CommandLine.ExitCode.OK : BAD;
  }
}
