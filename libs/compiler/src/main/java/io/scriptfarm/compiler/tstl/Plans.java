package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The plans of the builds that were worked on last, each read once for all its jobs. Thread-safe.
public final class Plans {
  private static final int KEPT = 8; // one of 10,000 scripts takes about 5 MB

  private final KnownOutcomes outcomes;
  private final ContentSource contents;
  private final Map<Digest, Plan> plans =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Plan> eldest) {
          return size() > KEPT;
        }
      };

  public Plans(KnownOutcomes outcomes, ContentSource contents) {
    this.outcomes = outcomes;
    this.contents = contents;
  }

  /// A plan, and the blob of its program's graph while its keys are provisional.
  record Found(Plan plan, Optional<Digest> graph) {}

  /// Empty when the store has the plan no more.
  Optional<Found> find(Project project) {
    CompileKey key = PlanJob.key(project);
    return outcomes.find(Set.of(key)).get(key)
            instanceof PlanJob.Planned(Digest digest, Optional<Digest> graph)
        ? plan(digest).map(plan -> new Found(plan, graph))
        : Optional.empty();
  }

  private Optional<Plan> plan(Digest digest) {
    synchronized (plans) {
      Plan known = plans.get(digest);
      if (known != null) {
        return Optional.of(known);
      }
    }
    Optional<Plan> read = contents.read(digest).map(blob -> Json.read(blob.bytes(), Plan.class));
    synchronized (plans) {
      read.ifPresent(plan -> plans.put(digest, plan));
    }
    return read;
  }
}
