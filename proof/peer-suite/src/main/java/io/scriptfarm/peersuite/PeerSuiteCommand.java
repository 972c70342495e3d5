package io.scriptfarm.peersuite;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.wire.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./farm peer-suite`: replays the recorded suite on the running farm.
@Command(
    name = "peer-suite",
    mixinStandardHelpOptions = true,
    description = {
      "Replays TypeScriptToLua's recorded test suite on the running farm and compares.",
      "Reads it from ../shared/peer-suite beside the checkout, or from FARM_PEER_SUITE."
    })
public final class PeerSuiteCommand implements Callable<Integer> {
  private static final int UNUSABLE = 3;
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);

  private final Settings settings;
  private final PrintStream out;

  @Option(names = "--limit", paramLabel = "N", description = "At most N cases.")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--every", paramLabel = "K", description = "Every K-th case only.")
  private int every = 1;

  @Option(names = "--match", paramLabel = "TEXT", description = "Only cases with TEXT in the name.")
  private String match = "";

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "Builds at a time (default: ${DEFAULT-VALUE}).")
  private int inFlight = 16;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the result there as JSON.")
  private @Nullable Path report;

  PeerSuiteCommand(Settings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(
        new CommandLine(new PeerSuiteCommand(Settings.of(System.getenv()), out)).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<Path> folder = PeerCases.find(settings.installation().root(), settings.environment());
    if (folder.isEmpty()) {
      out.println("farm: " + PeerCases.ABSENT);
      return UNUSABLE;
    }
    List<PeerCase> all = PeerCases.read(folder.get());
    List<PeerCase> cases =
        IntStream.range(0, all.size())
            .filter(i -> i % every == 0)
            .mapToObj(all::get)
            .filter(c -> c.name().contains(match))
            .limit(limit)
            .toList();
    KnownDifferences known = KnownDifferences.load();
    FarmClient farm = new FarmClient(settings.farm());
    PeerSuite suite =
        new PeerSuite(farm, LanguageExtensions.read(settings.installation().root()), inFlight);
    out.printf("%d of %d cases on %s%n", cases.size(), all.size(), farm.gateway());
    long started = System.nanoTime();
    List<PeerResult> results;
    try {
      results = suite.run(cases, new Progress(cases.size(), known, started)::add);
    } catch (FarmException e) {
      out.println("farm: " + e.getMessage());
      return UNUSABLE;
    }
    return conclude(results, known, Duration.ofNanos(System.nanoTime() - started));
  }

  private int conclude(List<PeerResult> results, KnownDifferences known, Duration took)
      throws IOException {
    List<PeerResult> different = results.stream().filter(r -> !r.same()).toList();
    List<PeerResult> unexpected = different.stream().filter(r -> !known.contains(r)).toList();
    List<PeerResult> stale = results.stream().filter(r -> r.same() && known.contains(r)).toList();
    for (PeerResult result : different) {
      out.println((known.contains(result) ? "known: " : "DIFFERENT: ") + result.name());
      result.differences().forEach(difference -> out.println("    " + difference));
      if (known.contains(result)) {
        out.println("    (" + known.reasons().get(result.name()) + ")");
      }
    }
    stale.forEach(r -> out.println("no longer different, take it off the list: " + r.name()));
    double seconds = took.toMillis() / 1e3;
    out.printf(
        Locale.ROOT,
        "%d cases: %d same, %d different, %d of them known; %.1f s, %.1f builds/s%n",
        results.size(),
        results.size() - different.size(),
        different.size(),
        different.size() - unexpected.size(),
        seconds,
        results.size() / seconds);
    if (report != null) {
      ObjectNode json = Json.mapper().createObjectNode();
      json.put("total", results.size());
      json.put("same", results.size() - different.size());
      json.put("different", different.size());
      json.put("unexpected", unexpected.size());
      json.put("seconds", seconds);
      ArrayNode list = json.putArray("differences");
      for (PeerResult result : different) {
        ObjectNode entry = list.addObject();
        entry.put("name", result.name());
        entry.put("known", known.contains(result));
        result.differences().forEach(entry.withArray("differences")::add);
      }
      ArrayNode durations = json.putArray("buildMillis");
      results.forEach(r -> durations.add(r.took().toMillis()));
      Files.writeString(report, json.toPrettyString());
    }
    return unexpected.isEmpty() ? 0 : 1;
  }

  /// Tells now and then how far the run is.
  private final class Progress {
    private final int total;
    private final KnownDifferences known;
    private final long started;
    private int different;
    private int done;
    private long told;

    Progress(int total, KnownDifferences known, long started) {
      this.total = total;
      this.known = known;
      this.started = started;
      this.told = started;
    }

    synchronized void add(PeerResult result) {
      done++;
      if (!result.same() && !known.contains(result)) {
        different++;
      }
      long now = System.nanoTime();
      if (now - told > TELL_EVERY.toNanos()) {
        told = now;
        out.printf(
            Locale.ROOT,
            "%d of %d done, %d unexpectedly different, %.1f builds/s%n",
            done,
            total,
            different,
            done * 1e9 / (now - started));
      }
    }
  }
}
