package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.plan.Inferences;
import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.InferRequest;
import io.scriptfarm.compiler.protocol.InferredTypes;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.compiler.session.TooMuchException;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.ProjectPath;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks up what scripts infer, and has TypeScript find out what is not known, as long as that is
/// little: after an edit of some scripts it is, and then their dependents need not be compiled. In
/// a project that the farm has not seen it would be a good part of the build, on one worker.
final class InferenceSearch implements Inferences {
  /// How many scripts one plan looks into; about 5 ms each on V8, which are saved when the script
  /// is compiled next.
  private static final int BUDGET = 24;

  private final ProjectSession session;
  private final KnownOutcomes known;
  private final Map<CompileKey, Settled> found = new HashMap<>();
  private final Map<ProjectPath, Digest> inferred = new HashMap<>();
  private int budget = BUDGET;
  private boolean sound = true;

  InferenceSearch(ProjectSession session, KnownOutcomes known) {
    this.session = session;
    this.known = known;
  }

  /// Whether the session is as good as before.
  boolean isSound() {
    return sound;
  }

  /// What was found out and not known before.
  Map<CompileKey, Settled> found() {
    return found;
  }

  @Override
  public Map<CompileKey, Digest> find(Map<CompileKey, ProjectPath> wanted) {
    Map<CompileKey, Digest> types = new HashMap<>();
    known
        .find(wanted.keySet())
        .forEach(
            (key, outcome) -> {
              if (outcome instanceof PlanJob.Inferred(Digest inferred)) {
                types.put(key, inferred);
              }
            });
    Map<CompileKey, ProjectPath> left = new LinkedHashMap<>(wanted);
    left.keySet().removeAll(types.keySet());
    infer(new LinkedHashSet<>(left.values()));
    left.forEach(
        (key, path) -> {
          Digest digest = inferred.get(path);
          if (digest != null) {
            types.put(key, digest);
            found.put(key, new PlanJob.Inferred(digest));
          }
        });
    return types;
  }

  /// A script infers the same in one program, whatever the key that asks for it.
  private void infer(Set<ProjectPath> scripts) {
    scripts.removeAll(inferred.keySet());
    if (scripts.isEmpty()) {
      return;
    }
    if (scripts.size() > budget) {
      budget = 0;
      return;
    }
    budget -= scripts.size();
    for (InferredTypes script : infer(List.copyOf(scripts))) {
      script.types().ifPresent(types -> inferred.put(script.path(), types));
    }
  }

  /// Nothing when that is too much: the scripts' own jobs come to it again, and tell.
  private List<InferredTypes> infer(List<ProjectPath> scripts) {
    if (!sound) {
      return List.of();
    }
    try {
      return List.of(
          session.call(DriverCall.INFER, new InferRequest(session.reference(), scripts)));
    } catch (TooMuchException e) {
      sound = false;
      return List.of();
    }
  }
}
