package io.scriptfarm.orchestration;

import io.scriptfarm.api.PluginsSeen;
import io.scriptfarm.api.PluginsSeen.Seen;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.PluginSet;
import io.scriptfarm.contract.Project;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What workers saw of the plugins of projects that were built. Thread-safe; blocks.
public final class SeenPlugins {
  private final OutcomeIndex outcomes;

  public SeenPlugins(OutcomeIndex outcomes) {
    this.outcomes = outcomes;
  }

  /// Of one state of a project.
  public PluginsSeen of(Project project) {
    Map<CompileKey, Settled> built =
        outcomes.find(Set.of(LinkJob.key(project), LinkJob.exactKey(project)));
    return built.values().stream()
        .filter(LinkJob.Linked.class::isInstance)
        .flatMap(linked -> ((LinkJob.Linked) linked).plugins().stream())
        .map(LinkJob.Plugged::set)
        .findFirst()
        .map(this::of)
        .orElse(new PluginsSeen(Seen.NOT_BUILT, Optional.empty()));
  }

  private PluginsSeen of(PluginSet plugins) {
    Map<CompileKey, Settled> seen = outcomes.find(Set.of(plugins.agreed(), plugins.differing()));
    return seen.get(plugins.differing()) instanceof LinkJob.PluginsDiffer(String reason, var _)
        ? new PluginsSeen(Seen.ALL_TOGETHER, Optional.of(reason))
        : new PluginsSeen(
            seen.containsKey(plugins.agreed()) ? Seen.APART : Seen.OPEN, Optional.empty());
  }
}
