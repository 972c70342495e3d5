package io.scriptfarm.gateway.telemetry;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.Diagnostic;

/// How builds ended, in the words of the semantic conventions of OpenTelemetry
/// (`cicd.pipeline.result`).
public final class BuildResults {
  private BuildResults() {}

  /// Whose fault it was: `failure` is the project's, `error` the farm's; `skip` is a build whose
  /// client has to send something first.
  public static String of(BuildEvent.Conclusion conclusion) {
    return switch (conclusion) {
      case BuildEvent.Delivered delivered ->
          delivered.diagnostics().stream().anyMatch(Diagnostic::isError) ? "failure" : "success";
      case BuildEvent.ContentMissing _ -> "skip";
      case BuildEvent.Interrupted _, BuildEvent.Superseded _, BuildEvent.Cancelled _ ->
          "cancellation";
      case BuildEvent.Aborted(Blame blame, String _) -> blame == Blame.USER ? "failure" : "error";
    };
  }
}
