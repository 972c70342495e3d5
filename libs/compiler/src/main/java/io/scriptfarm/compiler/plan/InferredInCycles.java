package io.scriptfarm.compiler.plan;

import io.scriptfarm.compiler.protocol.ProjectGraph.GraphFile;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// Finds what open scripts infer, when they may see each other in a cycle.
///
/// What a script infers depends on its content, on the outlines that it sees, and on what the other
/// open scripts of its cycle infer. So there is a guess first: what the script inferred when its
/// content and the outlines were as now. Then each script is looked up by a key with the guesses of
/// all others. Where every answer is the guess, the guesses are what TypeScript says. After a
/// change of one body, the script is the only one of its cycle that TypeScript has to look into.
final class InferredInCycles {
  /// How often a cycle is looked up with better guesses.
  private static final int ROUNDS = 3;

  private final List<GraphFile> files;
  private final Inferences inferences;

  InferredInCycles(List<GraphFile> files, Inferences inferences) {
    this.files = files;
    this.inferences = inferences;
  }

  /// The open scripts of a component, and a key of all that they see but for what they infer.
  record Cycle(List<Integer> open, CompileKey outlines) {}

  /// The types of the scripts of each cycle of which everything is known.
  Map<Integer, Digest> find(List<Cycle> cycles) {
    Map<Integer, Digest> guesses =
        find(
            cycles.stream().filter(cycle -> cycle.open().size() > 1).toList(),
            cycle -> CompileKey.of("guess", cycle.outlines().toString()));
    Map<Integer, Digest> types = new HashMap<>();
    List<Cycle> left = cycles;
    for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
      List<Cycle> guessed = left.stream().filter(cycle -> isGuessed(cycle, guesses)).toList();
      Map<Integer, Digest> found = look(guessed, guesses);
      left = new ArrayList<>();
      for (Cycle cycle : guessed) {
        if (!found.keySet().containsAll(cycle.open())) {
          continue;
        }
        Map<Integer, Digest> ofCycle = new HashMap<>(found);
        ofCycle.keySet().retainAll(cycle.open());
        if (cycle.open().size() == 1 || guesses.entrySet().containsAll(ofCycle.entrySet())) {
          types.putAll(ofCycle);
        } else {
          guesses.putAll(ofCycle);
          left.add(cycle);
        }
      }
    }
    return types;
  }

  private static boolean isGuessed(Cycle cycle, Map<Integer, Digest> guesses) {
    return cycle.open().size() == 1 || guesses.keySet().containsAll(cycle.open());
  }

  /// What a cycle is guessed to infer. A script that is alone needs no guess.
  private static CompileKey guessed(Cycle cycle, Map<Integer, Digest> guesses) {
    return CompileKey.of(
        "guesses",
        cycle.open().size() == 1
            ? List.of()
            : cycle.open().stream()
                .map(file -> Objects.requireNonNull(guesses.get(file)).hex())
                .toList());
  }

  private Map<Integer, Digest> look(List<Cycle> cycles, Map<Integer, Digest> guesses) {
    return find(
        cycles,
        cycle ->
            CompileKey.of(
                "inferred", cycle.outlines().toString(), guessed(cycle, guesses).toString()));
  }

  /// @param surroundings all that the types of a cycle depend on, but for the script's own content
  private Map<Integer, Digest> find(List<Cycle> cycles, Function<Cycle, CompileKey> surroundings) {
    Map<CompileKey, Integer> wanted = new LinkedHashMap<>();
    Map<CompileKey, ProjectPath> paths = new LinkedHashMap<>();
    for (Cycle cycle : cycles) {
      String around = surroundings.apply(cycle).toString();
      for (int file : cycle.open()) {
        GraphFile script = files.get(file);
        CompileKey key =
            CompileKey.of("infers", around, script.path().value(), script.digest().hex());
        wanted.put(key, file);
        paths.put(key, script.path());
      }
    }
    Map<Integer, Digest> types = new HashMap<>();
    if (!wanted.isEmpty()) {
      inferences
          .find(paths)
          .forEach((key, digest) -> types.put(Objects.requireNonNull(wanted.get(key)), digest));
    }
    return types;
  }
}
