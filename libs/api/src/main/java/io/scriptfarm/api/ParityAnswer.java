package io.scriptfarm.api;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ParityReport;
import io.scriptfarm.contract.ProjectPath;
import java.util.List;

/// How scripts behave in both languages.
///
/// @param agrees those that behave alike
/// @param differs those that do not, or did not end
/// @param failed those that could not be run
/// @param missing contents that the farm lacks: upload them and ask again
public record ParityAnswer(
    List<ParityReport> agrees,
    List<ParityReport> differs,
    List<NotRun> failed,
    List<Digest> missing) {
  public ParityAnswer {
    agrees = List.copyOf(agrees);
    differs = List.copyOf(differs);
    failed = List.copyOf(failed);
    missing = List.copyOf(missing);
  }

  /// A script that could not be run, and what to do.
  public record NotRun(ProjectPath script, String reason) {}
}
