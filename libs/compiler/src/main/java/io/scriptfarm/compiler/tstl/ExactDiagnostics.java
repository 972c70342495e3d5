package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.RecheckRequest;
import io.scriptfarm.compiler.protocol.RecheckedScript;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.TranspileJob.DeclarationsChecked;
import io.scriptfarm.contract.TranspileJob.Transpiled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What TypeScript says, in the words of `tstl`. How it shows a union, and which member of one an
/// error is about, depends on what its checker saw before, which differs between workers. So a new
/// checker goes through the program in order. Costs at most as much as checking the project, once a
/// build, and only while TypeScript says anything.
final class ExactDiagnostics {
  private ExactDiagnostics() {}

  /// The outcomes with the words of `tstl`. They are not right in another build.
  static Map<CompileKey, Settled> of(
      ProjectSession session, Plan.Sharded work, Map<CompileKey, Settled> outcomes) {
    Set<String> paths = new TreeSet<>();
    for (Settled outcome : outcomes.values()) {
      checks(outcome).stream()
          .flatMap(check -> check.location().stream())
          .forEach(location -> paths.add(location.file()));
    }
    if (paths.isEmpty()) {
      return outcomes;
    }
    Map<String, List<Diagnostic>> exact = new HashMap<>();
    for (RecheckedScript answer :
        session.call(
            DriverCall.RECHECK, new RecheckRequest(session.reference(), List.copyOf(paths)))) {
      exact.put(answer.path(), answer.checks());
    }
    Map<CompileKey, Settled> worded = new HashMap<>(outcomes);
    worded.replaceAll(
        (_, outcome) ->
            switch (outcome) {
              case Transpiled script ->
                  new Transpiled(
                      script.text(),
                      script.map(),
                      script.inferred(),
                      worded(script.checks(), exact),
                      script.transforms());
              case DeclarationsChecked(List<Diagnostic> diagnostics) ->
                  new DeclarationsChecked(worded(diagnostics, exact));
              default -> outcome;
            });
    return worded;
  }

  private static List<Diagnostic> checks(Settled outcome) {
    return switch (outcome) {
      case Transpiled script -> script.checks();
      case DeclarationsChecked(List<Diagnostic> diagnostics) -> diagnostics;
      default -> List.of();
    };
  }

  /// What is said of each file is said anew; what belongs to no file stays.
  private static List<Diagnostic> worded(
      List<Diagnostic> checks, Map<String, List<Diagnostic>> exact) {
    List<Diagnostic> worded = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (Diagnostic check : checks) {
      String file = check.location().map(Diagnostic.Location::file).orElse("");
      if (!exact.containsKey(file)) {
        worded.add(check);
      } else if (told.add(file)) {
        worded.addAll(exact.get(file));
      }
    }
    return worded;
  }
}
