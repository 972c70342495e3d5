package io.scriptfarm.peersuite;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The recorded suite. It is data of its own, not part of the repository: the folder
/// `../shared/peer-suite` beside the checkout, or the one that the environment's
/// `FARM_PEER_SUITE` names.
public final class PeerCases {
  /// What to do where {@link #find} finds nothing.
  public static final String ABSENT =
      "the recorded suite is not here; put it beside the checkout as ../shared/peer-suite, or name"
          + " its folder in FARM_PEER_SUITE";

  private static final String FILE = "cases.jsonl.gz";

  private PeerCases() {}

  /// The suite's folder, if this machine has it.
  ///
  /// @param repository the checkout
  public static Optional<Path> find(Path repository, Map<String, String> environment) {
    String named = environment.getOrDefault("FARM_PEER_SUITE", "");
    Path folder =
        named.isEmpty() ? repository.resolve("../shared/peer-suite").normalize() : Path.of(named);
    return Files.isReadable(folder.resolve(FILE)) ? Optional.of(folder) : Optional.empty();
  }

  /// All cases in the order of the record.
  public static List<PeerCase> read(Path folder) throws IOException {
    List<PeerCase> cases = new ArrayList<>();
    each(folder, (line, name) -> cases.add(PeerCase.of(line, name)));
    return cases;
  }

  /// Takes a line of `cases.jsonl` and the name of its case.
  @FunctionalInterface
  public interface Taker {
    void take(JsonNode line, String name);
  }

  /// Gives the cases to `taker`, in the order of the record.
  public static void each(Path folder, Taker taker) throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder.resolve(FILE))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = Json.mapper().readTree(line);
        String name = PeerCase.nameOf(node);
        int number = seen.merge(name, 1, Integer::sum); // tells cases of the same name apart
        taker.take(node, number == 1 ? name : name + " #" + number);
      }
    }
  }

  /// Some cases of every file of the suite, evenly spread, always the same.
  public static List<PeerCase> sample(List<PeerCase> all, int perSpec) {
    Map<String, List<PeerCase>> bySpec = new LinkedHashMap<>();
    all.forEach(c -> bySpec.computeIfAbsent(c.spec(), _ -> new ArrayList<>()).add(c));
    List<PeerCase> sample = new ArrayList<>();
    for (List<PeerCase> cases : bySpec.values()) {
      int count = Math.min(perSpec, cases.size());
      for (int i = 0; i < count; i++) {
        sample.add(cases.get((int) ((long) i * cases.size() / count)));
      }
    }
    return sample;
  }
}
