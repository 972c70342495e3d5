package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.plan.Planning;
import io.scriptfarm.compiler.plan.Visibility;
import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.ProjectGraph;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.ExplainJob;
import io.scriptfarm.contract.KeyChange;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Does an {@link ExplainJob}: plans both states of a project and holds the parts of their scripts'
/// keys against each other. Thread-safe.
public final class ExplainWork {
  private final ContentSource contents;
  private final KnownOutcomes known;

  /// @param known tells what scripts infer, as far as builds found it out
  public ExplainWork(ContentSource contents, KnownOutcomes known) {
    this.contents = contents;
    this.known = known;
  }

  /// {@link ExplainJob.Explained}
  public Product run(ExplainJob job, TstlCompiler compiler) {
    // The younger state is likely to be resident, and the other one is made from it.
    return switch (state(job.project(), compiler)) {
      case Attempt.Failed<State>(var reason) -> Product.of(reason);
      case Attempt.Made<State>(State now) ->
          switch (state(job.before(), compiler)) {
            case Attempt.Failed<State>(var reason) -> Product.of(reason);
            case Attempt.Made<State>(State before) ->
                Product.of(new ExplainJob.Explained(changes(before, now)));
          };
    };
  }

  /// A planned state.
  record State(ProjectGraph graph, Visibility visibility, String toolchain) {
    boolean isWhole() {
      return Planning.isWhole(graph);
    }
  }

  private Attempt<State> state(Project project, TstlCompiler compiler) {
    return compiler.inSession(
        project,
        contents,
        session -> {
          ProjectGraph graph = session.call(DriverCall.PLAN, session.reference());
          var identity = session.installed().pack().identity();
          InferenceSearch inferences = new InferenceSearch(session, known);
          Visibility visibility = Visibility.of(identity.digest(), graph, inferences);
          if (!inferences.isSound()) {
            compiler.discard(session);
          }
          return new State(
              graph,
              visibility,
              "typescript-to-lua %s with typescript %s (%s)"
                  .formatted(
                      identity.typescriptToLua(),
                      identity.typescript(),
                      identity.digest().hex().substring(0, 12)));
        });
  }

  private static SortedMap<ProjectPath, List<KeyChange>> changes(State before, State now) {
    KeyComparison comparison = new KeyComparison(before, now);
    SortedMap<ProjectPath, List<KeyChange>> changes = new TreeMap<>();
    for (int script : now.graph().scripts()) {
      List<KeyChange> found = comparison.of(script);
      if (!found.isEmpty()) {
        changes.put(now.graph().files().get(script).path(), found);
      }
    }
    return changes;
  }
}
