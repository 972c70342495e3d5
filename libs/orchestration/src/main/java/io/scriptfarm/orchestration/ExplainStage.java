package io.scriptfarm.orchestration;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.ExplainJob;
import io.scriptfarm.contract.KeyChange;
import io.scriptfarm.contract.KeyChange.Part;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Says of each script that the build compiled which part of its key changed. Asks for an {@link
/// ExplainJob}; tells {@link io.scriptfarm.contract.BuildEvent.ScriptExplained}. What cannot be
/// explained does not fail the build.
final class ExplainStage {
  private final Build build;
  private final Fleet fleet;

  ExplainStage(Build build, Fleet fleet) {
    this.build = build;
    this.fleet = fleet;
  }

  void run(Plan plan, BuildRequest.Since since) throws InterruptedException {
    Set<ProjectPath> compiled = build.reporter().compiled();
    if (compiled.isEmpty()) {
      return;
    }
    SortedMap<ProjectPath, List<KeyChange>> changes = new TreeMap<>();
    KeyChange otherwise = KeyChange.of(Part.NOTHING);
    if (since.toolchain().filter(digest -> !digest.equals(plan.toolchain().digest())).isPresent()) {
      otherwise = KeyChange.of(Part.TOOLCHAIN);
    } else {
      try {
        changes.putAll(explained(since).scripts());
      } catch (Fleet.NotSettledException e) {
        otherwise = KeyChange.of(Part.UNKNOWN, words(e.outcome()));
      }
    }
    for (ProjectPath script : compiled) {
      build.reporter().explained(script, changes.getOrDefault(script, List.of(otherwise)));
    }
  }

  private ExplainJob.Explained explained(BuildRequest.Since since)
      throws Fleet.NotSettledException, InterruptedException {
    return fleet.settle(
        build.order(),
        ExplainJob.Explained.class,
        new ExplainJob(
            Build.jobId(), build.id(), build.project(), build.project().of(since.snapshot())));
  }

  private static String words(CompileOutcome.Unsettled outcome) {
    return switch (outcome) {
      case CompileOutcome.Incomplete _ -> "the farm has the files of the build before no more";
      case CompileOutcome.Lost(String what) -> "the store lost " + what;
      case CompileOutcome.TooMuch tooMuch -> tooMuch.words();
      case CompileOutcome.Failed(var _, String reason) -> reason;
      case ParityJob.Provisional other ->
          throw new IllegalStateException("an explanation ended as " + other);
    };
  }
}
