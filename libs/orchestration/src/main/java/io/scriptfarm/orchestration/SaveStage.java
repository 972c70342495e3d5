package io.scriptfarm.orchestration;

import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.orchestration.publish.Publications;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Compiles the scripts that were saved, each by itself, before all else: somebody waits for them,
/// and the worker needs the same program next to plan the project. Asks for {@link SaveJob}s; tells
/// {@link BuildEvent.ScriptReady}. A failure is not told here: the build compiles the same scripts
/// again and tells it then.
final class SaveStage {
  private final Build build;
  private final Fleet fleet;
  private final PublishStage publish;

  SaveStage(Build build, Fleet fleet, PublishStage publish) {
    this.build = build;
    this.fleet = fleet;
    this.publish = publish;
  }

  void run() throws InterruptedException {
    Map<CompileKey, ProjectPath> scripts = new HashMap<>();
    for (ProjectPath script : build.request().turn().saved()) {
      scripts.put(SaveJob.key(build.project(), script, build.request().products().emit()), script);
    }
    Saves saves = new Saves(scripts);
    Map<CompileKey, CompileOutcome> outcomes =
        fleet.settle(
            scripts.keySet(),
            build.order(Urgency.INTERACTIVE, saves),
            free -> free.stream().map(scripts::get).<Job>map(this::job).toList());
    saves.base.ifPresent(base -> publish(base, scripts, outcomes));
  }

  private SaveJob job(ProjectPath script) {
    return new SaveJob(
        Build.jobId(), build.id(), build.project(), script, build.request().products().emit());
  }

  private void publish(
      Publications.Base base,
      Map<CompileKey, ProjectPath> scripts,
      Map<CompileKey, CompileOutcome> outcomes) {
    Map<ProjectPath, SaveJob.Saved> done = new HashMap<>();
    outcomes.forEach(
        (key, outcome) -> {
          if (outcome instanceof SaveJob.Saved saved) {
            done.put(Objects.requireNonNull(scripts.get(key)), saved);
          }
        });
    if (done.size() == scripts.size()) {
      publish.saved(base, done);
    }
  }

  /// Tells the Lua of saved scripts as events, and finds out what to publish it upon.
  private final class Saves implements Fleet.Observer {
    private final Map<CompileKey, ProjectPath> scripts;
    private Optional<Publications.Base> base = Optional.empty();

    Saves(Map<CompileKey, ProjectPath> scripts) {
      this.scripts = scripts;
    }

    @Override
    public void known(Map<CompileKey, Settled> outcomes) {
      outcomes.forEach(this::tell);
    }

    @Override
    public void published() {
      base = publish.base();
    }

    @Override
    public void ended(CompileKey key, CompileOutcome outcome, boolean compiled) {
      tell(key, outcome);
    }

    private void tell(CompileKey key, CompileOutcome outcome) {
      if (outcome instanceof SaveJob.Saved saved) {
        ProjectPath script = Objects.requireNonNull(scripts.get(key));
        build.reporter().scriptReady(script, saved.outputs());
      }
    }
  }
}
