package io.scriptfarm.orchestration;

import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Makes the files of a build: links the scripts that {@link TranspileStage} compiled, or compiles
/// all scripts at once where plugins may see the whole program. Asks for {@link LinkJob}; tells
/// nothing of linking, and the events of {@link TranspileStage} for scripts that are compiled at
/// once.
final class LinkStage {
  private final Build build;
  private final Fleet fleet;

  LinkStage(Build build, Fleet fleet) {
    this.build = build;
    this.fleet = fleet;
  }

  /// Links what was compiled.
  ///
  /// @param skipped the tasks that were not
  LinkJob.Linked link(SortedSet<CompileKey> skipped)
      throws Fleet.NotSettledException, InterruptedException {
    return settle(new Fleet.Unheard(), skipped, build.request().products().exactDiagnostics());
  }

  /// Compiles all scripts at once; anew, for a release.
  LinkJob.Linked whole(Plan plan, Plan.Whole work)
      throws Fleet.NotSettledException, InterruptedException {
    AllAtOnce scripts = new AllAtOnce(plan);
    LinkJob.Linked linked =
        settle(
            scripts, new TreeSet<>(), isRelease() || build.request().products().exactDiagnostics());
    Map<String, List<Diagnostic>> byFile = new HashMap<>();
    for (Diagnostic diagnostic : linked.diagnostics()) {
      diagnostic
          .location()
          .ifPresent(
              at -> byFile.computeIfAbsent(at.file(), file -> new ArrayList<>()).add(diagnostic));
    }
    Optional<SortedSet<ProjectPath>> changed = linked.plugins().flatMap(LinkJob.Plugged::changed);
    for (ProjectPath script : work.scripts()) {
      boolean isKept = changed.isPresent() && !changed.get().contains(script);
      build
          .reporter()
          .scriptFinished(
              script,
              LinkJob.key(build.project()),
              isKept ? BuildEvent.Origin.CACHED : scripts.origin,
              byFile.getOrDefault(script.value(), List.of()));
    }
    return linked;
  }

  /// What `farm watch` publishes is none: somebody waits for it, and edits on.
  private boolean isRelease() {
    return build.request().products().publish().isPresent()
        && build.request().turn().urgency() != Urgency.INTERACTIVE;
  }

  private LinkJob.Linked settle(
      Fleet.Observer observer, SortedSet<CompileKey> skipped, boolean exact)
      throws Fleet.NotSettledException, InterruptedException {
    return fleet.settle(
        build.order(observer),
        LinkJob.Linked.class,
        new LinkJob(Build.jobId(), build.id(), build.project(), skipped, exact));
  }

  /// Finds out whether this build compiled the scripts, or they were known.
  private final class AllAtOnce implements Fleet.Observer {
    private final Plan plan;
    private BuildEvent.Origin origin = BuildEvent.Origin.CACHED;

    AllAtOnce(Plan plan) {
      this.plan = plan;
    }

    @Override
    public void known(Map<CompileKey, Settled> outcomes) {
      build.reporter().planned(plan, outcomes.isEmpty() ? 0 : plan.work().scripts().size());
    }

    @Override
    public void ended(CompileKey key, CompileOutcome outcome, boolean compiled) {
      if (compiled) {
        origin = BuildEvent.Origin.COMPILED;
      }
    }
  }
}
