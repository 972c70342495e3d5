package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.ProjectGraph;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.wire.Json;
import java.util.List;
import java.util.Optional;

/// Does a {@link PlanJob}: parses the project's configuration, resolves its program, and gives each
/// script its key. Thread-safe.
public final class PlanWork {
  private final ContentSource contents;
  private final KnownOutcomes known;

  /// @param known tells what scripts infer, as far as earlier builds found it out
  public PlanWork(ContentSource contents, KnownOutcomes known) {
    this.contents = contents;
    this.known = known;
  }

  /// {@link PlanJob.Planned}, with what was found out about single scripts as by-products.
  public Product run(PlanJob job, TstlCompiler compiler) {
    return compiler
        .inSession(job.project(), contents, session -> plan(session, compiler))
        .orElse(Product::of);
  }

  private Product plan(ProjectSession session, TstlCompiler compiler) {
    ProjectGraph graph = session.call(DriverCall.PLAN, session.reference());
    InferenceSearch inferences = new InferenceSearch(session, known);
    Planning.Planned planned =
        Planning.plan(session.installed().pack().identity(), graph, inferences);
    if (!inferences.isSound()) {
      compiler.discard(session);
    }
    Blob plan = Blob.ofUtf8(Json.write(planned.plan()));
    if (!planned.provisional()) {
      return new Product(
          new PlanJob.Planned(plan.digest(), Optional.empty()), List.of(plan), inferences.found());
    }
    Blob kept = Blob.ofUtf8(Json.write(graph));
    return new Product(
        new PlanJob.Planned(plan.digest(), Optional.of(kept.digest())),
        List.of(plan, kept),
        inferences.found());
  }
}
