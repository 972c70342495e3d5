package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.RecheckRequest;
import io.scriptfarm.compiler.protocol.RecheckedScript;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.TranspileJob.DeclarationsChecked;
import io.scriptfarm.contract.TranspileJob.Transpiled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Diagnostics that show unions, as `tstl` words them. How TypeScript shows a union may depend on
/// what its checker saw before, which differs between workers; where it does, a new checker goes
/// through the program in order. Costs at most as much as checking the project, once a build, and
/// only while there is such a diagnostic.
final class UnionDiagnostics {
  private UnionDiagnostics() {}

  /// The outcomes with the words of `tstl`.
  static Map<CompileKey, Settled> of(
      ProjectSession session, Plan.Sharded work, Map<CompileKey, Settled> outcomes) {
    TreeSet<String> paths = new TreeSet<>();
    outcomes.values().stream()
        .filter(UnionDiagnostics::isAmbiguous)
        .flatMap(outcome -> outcome.diagnostics().stream())
        .filter(UnionDiagnostics::showsUnion)
        .flatMap(diagnostic -> diagnostic.location().stream())
        .forEach(location -> paths.add(location.file()));
    if (paths.isEmpty()) {
      return outcomes;
    }
    RecheckedScript[] answers =
        session.call(
            DriverCall.RECHECK, new RecheckRequest(session.reference(work), List.copyOf(paths)));
    Map<List<Object>, String> words = new HashMap<>();
    Map<String, Boolean> ambiguous = new HashMap<>();
    for (RecheckedScript answer : answers) {
      ambiguous.put(answer.path(), answer.ambiguous());
      answer.checks().forEach(check -> words.putIfAbsent(place(check), check.message()));
    }
    Map<CompileKey, Settled> worded = new HashMap<>(outcomes);
    worded.replaceAll(
        (key, outcome) ->
            switch (outcome) {
              case Transpiled script when script.ambiguous() -> inWords(script, words, ambiguous);
              case DeclarationsChecked(List<Diagnostic> diagnostics) ->
                  new DeclarationsChecked(inWords(diagnostics, words));
              default -> outcome;
            });
    return worded;
  }

  /// Those of the worded outcomes that are right whatever other scripts say, and were not known.
  static Map<CompileKey, Settled> news(
      Map<CompileKey, Settled> before, Map<CompileKey, Settled> worded) {
    Map<CompileKey, Settled> news = new HashMap<>();
    worded.forEach(
        (key, outcome) -> {
          if (outcome instanceof Transpiled script
              && !script.ambiguous()
              && !outcome.equals(before.get(key))) {
            news.put(key, outcome);
          }
        });
    return news;
  }

  private static boolean isAmbiguous(Settled outcome) {
    return !(outcome instanceof Transpiled script) || script.ambiguous();
  }

  private static Transpiled inWords(
      Transpiled script, Map<List<Object>, String> words, Map<String, Boolean> ambiguous) {
    boolean still =
        script.checks().stream()
            .filter(UnionDiagnostics::showsUnion)
            .flatMap(check -> check.location().stream())
            .anyMatch(location -> ambiguous.getOrDefault(location.file(), true));
    return new Transpiled(
        script.text(),
        script.map(),
        script.inferred(),
        inWords(script.checks(), words),
        script.transforms(),
        still);
  }

  private static List<Diagnostic> inWords(
      List<Diagnostic> diagnostics, Map<List<Object>, String> words) {
    return diagnostics.stream()
        .map(
            diagnostic ->
                showsUnion(diagnostic)
                    ? new Diagnostic(
                        diagnostic.category(),
                        diagnostic.code(),
                        diagnostic.source(),
                        diagnostic.location(),
                        words.getOrDefault(place(diagnostic), diagnostic.message()))
                    : diagnostic)
        .toList();
  }

  private static boolean showsUnion(Diagnostic diagnostic) {
    return diagnostic.source().isEmpty() && diagnostic.message().contains(" | ");
  }

  private static List<Object> place(Diagnostic diagnostic) {
    return List.of(diagnostic.code(), diagnostic.location());
  }
}
