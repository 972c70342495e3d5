package io.scriptfarm.soundness;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./farm soundness`: random edits of examples, each build compared with tstl's.
@Command(
    name = "soundness",
    mixinStandardHelpOptions = true,
    description = {
      "Edits examples at random and compares what a farm makes of each state with a clean",
      "`tstl -p`: files byte for byte, diagnostics, exit code. Without --engine, on the running farm."
    },
    footer = {"", "Exit codes: 0 all the same; 1 differences; 3 the farm could not do it."})
public final class SoundnessCommand implements Callable<Integer> {
  private static final int DIFFERENT = 1;
  private static final int UNUSABLE = 3;
  private static final Duration UP = Duration.ofMinutes(5);
  private static final List<String> ALL =
      List.of(
          "dungeon",
          "rxjs",
          "factorio-mod",
          "wc3-map",
          "library",
          "tsx",
          "bundle-minimal",
          "monorepo-npm:games/chess-tavern",
          "monorepo-npm:games/dice-cellar",
          "monorepo-pnpm:games/kite-race",
          "patched",
          "pinned-1.26",
          "pinned-1.33",
          "plugins",
          "transformers",
          "broken",
          "compiler-crash:tsconfig.using.json");

  private final Settings settings;
  private final PrintStream out;

  @Parameters(
      paramLabel = "EXAMPLE[:CONFIG]",
      description = "Folders in examples/, with the tsconfig (default: all of them).")
  private List<String> examples = ALL;

  @Option(
      names = "--edits",
      paramLabel = "N",
      description = "For each (default: ${DEFAULT-VALUE}).")
  private int edits = 50;

  @Option(names = "--seed", paramLabel = "N", description = "Replays the run with this seed.")
  private long seed = 1;

  @Option(names = "--kinds", paramLabel = "REGEX", description = "Only these kinds of edits.")
  private String kinds = "";

  @Option(
      names = "--apart",
      description = "Take each edit back before the next: shows what each kind has compiled.")
  private boolean apart;

  @Option(
      names = "--by-changes",
      description =
          "Ask for no exact diagnostics: projects with plugins are built by changes then, and"
              + " messages may have other words.")
  private boolean byChanges;

  @Option(
      names = "--check-every",
      paramLabel = "N",
      description =
          "Builds between two with a tstl process of its own (default: ${DEFAULT-VALUE}).")
  private int checkEvery = 25;

  @Option(
      names = "--engine",
      split = ",",
      paramLabel = "ENGINE",
      description = "v8, graaljs or both: start a farm for each, and stop it at the end.")
  private List<String> engines = List.of();

  @Option(names = "--workers", paramLabel = "N", description = "Of such a farm (default: 1).")
  private int workers = 1;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the results there as JSON.")
  private @Nullable Path file;

  SoundnessCommand(Settings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(
        new CommandLine(new SoundnessCommand(Settings.of(System.getenv()), out)).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    ArrayNode json = Json.mapper().createArrayNode();
    boolean same = true;
    try {
      if (engines.isEmpty()) {
        same = run(settings.farm(), "", json);
      }
      for (String engine : engines) {
        same &= onOwnFarm(engine, json);
      }
    } catch (FarmException e) {
      out.println("farm: " + e.getMessage());
      return UNUSABLE;
    }
    if (file != null) {
      Files.writeString(file, json.toPrettyString());
    }
    return same ? 0 : DIFFERENT;
  }

  private boolean onOwnFarm(String engine, ArrayNode json) throws IOException, FarmException {
    Path home = Files.createTempDirectory("farm-soundness-home-");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Map<String, String> environment =
        Map.of("FARM_HOME", home.toString(), "FARM_PORT", Integer.toString(port), "FARM_URL", "");
    String farm = settings.installation().root().resolve("farm").toString();
    Runnable down =
        () -> {
          Ran.run(settings.installation().root(), environment, UP, List.of(farm, "down"));
          Repository.delete(home);
        };
    // Also when this process is told to end.
    Thread stop = new Thread(down);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      List<String> up =
          List.of(farm, "up", "--engine", engine, "--workers", Integer.toString(workers));
      Ran started = Ran.run(settings.installation().root(), environment, UP, up);
      if (started.exit() != 0) {
        throw new FarmException("the farm does not start: " + started);
      }
      return run(FarmAddress.open(URI.create("http://127.0.0.1:" + port)), engine, json);
    } finally {
      down.run();
      Runtime.getRuntime().removeShutdownHook(stop);
    }
  }

  private boolean run(FarmAddress address, String engine, ArrayNode json) throws FarmException {
    Path work = Repository.temporary("soundness");
    List<Report> reports = new ArrayList<>();
    boolean same = true;
    try (FarmClient farm = new FarmClient(address)) {
      for (String example : examples) {
        String[] parts = example.split(":", 2);
        String config = parts.length > 1 ? parts[1] : "tsconfig.json";
        Report report =
            new Soundness(farm, out::println)
                .run(
                    new Soundness.Plan(
                        parts[0], config, seed, edits, kinds, apart, !byChanges, checkEvery),
                    work);
        out.println((engine.isEmpty() ? "" : engine + " ") + report.summary());
        reports.add(report);
        json.add(report.asJson().put("engine", engine));
        same &= report.differences().isEmpty();
      }
    }
    out.println();
    out.print(Report.byKind(reports));
    return same;
  }
}
