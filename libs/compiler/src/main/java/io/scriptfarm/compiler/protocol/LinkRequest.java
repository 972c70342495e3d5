package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The transpiled scripts of a plan.
///
/// @param checks whether TypeScript had anything to say
/// @param transforms whether TSTL had
public record LinkRequest(
    ProjectRef project, List<ScriptToLink> scripts, boolean checks, boolean transforms) {

  public record ScriptToLink(ProjectPath path, Digest text) {}

  /// @param configuration whether the configuration had diagnostics
  public static LinkRequest of(
      ProjectRef project,
      boolean configuration,
      Plan.Sharded work,
      Map<CompileKey, Settled> outcomes) {
    List<ScriptToLink> texts = new ArrayList<>();
    boolean checks = configuration;
    boolean transforms = false;
    for (Plan.Task task : work.tasks()) {
      switch (outcomes.get(task.key())) {
        case TranspileJob.Transpiled transpiled
            when task.subject() instanceof Plan.Script(ProjectPath path) -> {
          transpiled.text().ifPresent(digest -> texts.add(new ScriptToLink(path, digest)));
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
