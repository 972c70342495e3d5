package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.phase.PhaseLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Does a {@link BytecodeJob}: compiles the Lua of a linked build to bytecode. Thread-safe.
public final class BytecodeWork {
  private final KnownOutcomes known;
  private final ContentSource contents;

  /// @param known tells what was linked
  public BytecodeWork(KnownOutcomes known, ContentSource contents) {
    this.known = known;
    this.contents = contents;
  }

  /// For each format {@link BytecodeJob.BytecodeCompiled}, or {@link CompileOutcome.Failed} where
  /// this process cannot make it.
  public <X extends Exception> void run(
      BytecodeJob job, TstlCompiler compiler, ProductSink<X> products) throws X {
    Optional<LinkJob.Linked> linked = linked(job.project());
    linked.ifPresent(found -> contents.prefetch(found.blobs()));
    for (BytecodeFormat format : job.formats()) {
      products.accept(
          BytecodeJob.key(job.project(), format),
          () ->
              linked
                  .map(found -> compile(job.project(), found, format, compiler, contents))
                  .orElseGet(() -> Product.lost("the linked Lua")));
    }
  }

  private Optional<LinkJob.Linked> linked(Project project) {
    CompileKey key = LinkJob.key(project);
    return known.find(Set.of(key)).get(key) instanceof LinkJob.Linked linked
        ? Optional.of(linked)
        : Optional.empty();
  }

  /// What was linked, with its bytecode for the project's target among the by-products, where this
  /// process can make it.
  static Product beside(
      Product product, Project project, Plan plan, TstlCompiler compiler, ContentSource contents) {
    if (!(product.outcome() instanceof LinkJob.Linked linked) || plan.bytecode().isEmpty()) {
      return product;
    }
    BytecodeFormat format = plan.bytecode().get();
    Product made =
        compile(project, linked, format, compiler, ContentSource.of(product.blobs(), contents));
    if (!(made.outcome() instanceof Settled code)) {
      return product;
    }
    List<Blob> blobs = new ArrayList<>(product.blobs());
    blobs.addAll(made.blobs());
    Map<CompileKey, Settled> byproducts = new HashMap<>(product.byproducts());
    byproducts.putAll(made.byproducts());
    byproducts.put(BytecodeJob.key(project, format), code);
    return new Product(product.outcome(), blobs, byproducts);
  }

  private static Product compile(
      Project project,
      LinkJob.Linked linked,
      BytecodeFormat format,
      TstlCompiler compiler,
      ContentSource contents) {
    try (PhaseLog.Open _ = PhaseLog.begin(Phase.BYTECODE)) {
      return compiler.bytecode().compile(format, project, linked, contents);
    }
  }
}
