package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Diagnostic;
import java.util.List;

/// What events take in memory, nearly: enough to bound it.
final class EventWeight {
  // Measured: 718 bytes for the two events of a script and of its output, more with bytecode.
  private static final long EVENT = 300;
  private static final long OUTPUT = 400;
  private static final long DIGEST = 150;
  private static final long SLICE = 100;

  private EventWeight() {}

  /// In bytes.
  static long of(BuildEvent event) {
    return EVENT
        + switch (event) {
          case BuildEvent.ScriptReady ready -> ready.outputs().size() * OUTPUT;
          case BuildEvent.ScriptFinished script -> of(script.diagnostics());
          case BuildEvent.OutputReady output -> OUTPUT + output.bytecode().size() * DIGEST;
          case BuildEvent.PublicationRefused refused -> of(refused.problems());
          case BuildEvent.Finished finished -> of(finished.conclusion());
          case BuildEvent.Waiting waiting -> waiting.what().length();
          case BuildEvent.TimeSpent spent -> spent.slices().size() * SLICE;
          case BuildEvent.ScriptExplained script -> script.changes().size() * SLICE;
          case BuildEvent.Planned _, BuildEvent.GenerationPublished _ -> 0;
        };
  }

  private static long of(BuildEvent.Conclusion conclusion) {
    return switch (conclusion) {
      case BuildEvent.Delivered delivered -> of(delivered.diagnostics());
      case BuildEvent.ContentMissing missing -> missing.missing().size() * DIGEST;
      case BuildEvent.Aborted aborted -> aborted.reason().length();
      case BuildEvent.Interrupted _, BuildEvent.Superseded _, BuildEvent.Cancelled _ -> 0;
    };
  }

  private static long of(List<Diagnostic> diagnostics) {
    return diagnostics.stream().mapToLong(told -> OUTPUT + told.message().length()).sum();
  }
}
