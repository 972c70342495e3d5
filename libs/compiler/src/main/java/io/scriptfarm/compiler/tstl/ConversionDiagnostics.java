package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.ConvertingScript;
import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.SelfConversionsRequest;
import io.scriptfarm.compiler.protocol.SelfConversionsRequest.DiagnosedScript;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.TranspileJob.Transpiled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Diagnostics of conversions between functions with a `self` parameter and without. TSTL tells of
/// each pair of types once in a build, while each script by itself tells all of its own. So the
/// scripts that have any are gone through once more, one after the other. Costs as much as
/// transpiling those, and nothing while fewer than two have any.
final class ConversionDiagnostics {
  private ConversionDiagnostics() {}

  /// The outcomes as they are in a build of all of them. They are not right in another one.
  static Map<CompileKey, Settled> toldOnce(
      ProjectSession session, Plan.Sharded work, Map<CompileKey, Settled> outcomes) {
    Map<String, CompileKey> keys = new HashMap<>();
    List<DiagnosedScript> scripts = new ArrayList<>();
    for (Plan.Task task : work.tasks()) {
      if (task.subject() instanceof Plan.Script(var path)
          && outcomes.get(task.key()) instanceof Transpiled script
          && script.text().isPresent()
          && !script.transforms().isEmpty()) {
        keys.put(path.value(), task.key());
        scripts.add(
            new DiagnosedScript(
                path.value(), script.transforms().stream().map(Diagnostic::code).toList()));
      }
    }
    if (scripts.size() < 2) {
      return outcomes;
    }
    Map<CompileKey, Settled> told = new HashMap<>(outcomes);
    for (ConvertingScript answer :
        session.call(
            DriverCall.SELF_CONVERSIONS,
            new SelfConversionsRequest(session.reference(), scripts))) {
      told.computeIfPresent(
          keys.get(answer.path()),
          (key, outcome) ->
              outcome instanceof Transpiled script
                  ? new Transpiled(
                      script.text(),
                      script.map(),
                      script.inferred(),
                      script.checks(),
                      answer.transforms())
                  : outcome);
    }
    return told;
  }
}
