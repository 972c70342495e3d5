package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The transpiled scripts of a plan, as the driver's `link.ts` has it.
record LinkRequest(Site.Reference project, List<Text> scripts, boolean checks, boolean transforms) {
  record Text(ProjectPath path, Digest text) {}

  /// @param configuration whether the configuration had diagnostics
  static LinkRequest of(
      Site.Reference project,
      boolean configuration,
      Plan.Sharded work,
      Map<CompileKey, Settled> outcomes) {
    List<Text> texts = new ArrayList<>();
    boolean checks = configuration;
    boolean transforms = false;
    for (Plan.Task task : work.tasks()) {
      switch (outcomes.get(task.key())) {
        case TranspileJob.Transpiled transpiled
            when task.subject() instanceof Plan.Script(ProjectPath path) -> {
          transpiled.text().ifPresent(digest -> texts.add(new Text(path, digest)));
          checks |= !transpiled.checks().isEmpty();
          transforms |= !transpiled.transforms().isEmpty();
        }
        case TranspileJob.DeclarationsChecked(List<Diagnostic> diagnostics) ->
            checks |= !diagnostics.isEmpty();
        case null, default ->
            throw new IllegalStateException("linking before " + task.subject() + " is settled");
      }
    }
    return new LinkRequest(project, texts, checks, transforms);
  }
}
