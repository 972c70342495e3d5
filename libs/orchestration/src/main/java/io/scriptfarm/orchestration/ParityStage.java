package io.scriptfarm.orchestration;

import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Has workers run scripts in both languages; no build needs it. Asks for {@link ParityJob}s; tells
/// nothing. Thread-safe; every call blocks its own (virtual) thread.
public final class ParityStage {
  private final Fleet fleet;

  public ParityStage(Fleet fleet) {
    this.fleet = fleet;
  }

  /// What became of each script: {@link ParityJob.Compared}, or why there is none.
  ///
  /// @param updates how often `onUpdate` is called
  /// @param tenant who asks; shares the workers with others
  public Map<ProjectPath, CompileOutcome> compare(
      Project project, Collection<ProjectPath> scripts, int updates, String tenant)
      throws InterruptedException {
    String id = UUID.randomUUID().toString();
    Map<CompileKey, ProjectPath> keys = new LinkedHashMap<>();
    scripts.forEach(script -> keys.put(ParityJob.key(project, script, updates), script));
    Map<CompileKey, CompileOutcome> outcomes =
        fleet.settle(
            keys.keySet(),
            new Order(id, tenant, Urgency.INTERACTIVE, new Fleet.Unheard()),
            free ->
                free.stream()
                    .map(keys::get)
                    .<Job>map(script -> new ParityJob(Build.jobId(), id, project, script, updates))
                    .toList());
    Map<ProjectPath, CompileOutcome> byScript = new LinkedHashMap<>();
    keys.forEach((key, script) -> byScript.put(script, outcomes.get(key)));
    return byScript;
  }
}
