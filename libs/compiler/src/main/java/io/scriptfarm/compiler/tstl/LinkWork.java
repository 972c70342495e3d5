package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.engine.EngineException;
import io.scriptfarm.compiler.plan.Planning;
import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.LinkAnswer;
import io.scriptfarm.compiler.protocol.LinkRequest;
import io.scriptfarm.compiler.protocol.ProjectGraph;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.compiler.session.Reading;
import io.scriptfarm.compiler.session.TooMuchException;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.wire.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Does a {@link LinkJob}: TSTL's second phase over the settled tasks of a {@link Plan.Sharded}
/// plan; a {@link Plan.Whole} one is {@link WholeWork}'s. Bytecode for the project's target is a
/// by-product where this process can compile it. Thread-safe.
public final class LinkWork {
  private final Plans plans;
  private final KnownOutcomes known;
  private final ContentSource contents;
  private final WholeWork whole;

  /// @param known tells what became of the plan's tasks
  public LinkWork(Plans plans, KnownOutcomes known, ContentSource contents) {
    this.plans = plans;
    this.known = known;
    this.contents = contents;
    this.whole = new WholeWork(known, contents);
  }

  /// {@link LinkJob.Linked}
  public Product run(LinkJob job, TstlCompiler compiler) {
    Optional<Plans.Found> found = plans.find(job.project());
    if (found.isEmpty()) {
      return Product.lost("the project's plan");
    }
    Plan plan = found.get().plan();
    Product product = run(job, plan, found.get().graph(), compiler);
    // What was linked with exact words serves whoever does without, and is what bytecode is made
    // of.
    return job.exactDiagnostics()
            && job.without().isEmpty()
            && product.outcome() instanceof LinkJob.Linked linked
        ? product.with(Map.of(LinkJob.key(job.project()), linked))
        : product;
  }

  private Product run(LinkJob job, Plan plan, Optional<Digest> graph, TstlCompiler compiler) {
    return switch (plan.work()) {
      case Plan.Whole work -> whole.run(job, plan, work, compiler);
      case Plan.Sharded work when job.without().isEmpty() -> link(job, plan, graph, work, compiler);
      case Plan.Sharded work -> linkSome(job, plan, work, compiler);
    };
  }

  /// The Lua of those scripts that have an outcome, and what is said about them. Nothing that takes
  /// going through the whole program once more: some of it is too much for the compiler.
  private Product linkSome(LinkJob job, Plan plan, Plan.Sharded all, TstlCompiler compiler) {
    Plan.Sharded work =
        new Plan.Sharded(
            all.tasks().stream().filter(task -> !job.without().contains(task.key())).toList());
    return withOutcomes(
        job.project(),
        plan,
        work,
        compiler,
        (session, outcomes) -> {
          LinkAnswer linked =
              session.call(
                  DriverCall.LINK, LinkRequest.of(session.reference(), true, work, outcomes));
          return LinkProduct.of(
              linked, ofWholeBuild(plan, outcomes.values(), linked), maps(work, outcomes));
        });
  }

  private Product link(
      LinkJob job, Plan plan, Optional<Digest> graph, Plan.Sharded work, TstlCompiler compiler) {
    return withOutcomes(
        job.project(),
        plan,
        work,
        compiler,
        (session, outcomes) ->
            link(session, plan, graph, work, outcomes, job.exactDiagnostics(), compiler));
  }

  private interface Linking {
    Product of(ProjectSession session, Map<CompileKey, Settled> outcomes);
  }

  private Product withOutcomes(
      Project project, Plan plan, Plan.Sharded work, TstlCompiler compiler, Linking linking) {
    Set<CompileKey> keys = new HashSet<>();
    work.tasks().forEach(task -> keys.add(task.key()));
    Map<CompileKey, Settled> outcomes = known.find(keys);
    if (outcomes.size() < keys.size()) {
      return Product.lost((keys.size() - outcomes.size()) + " outcomes");
    }
    Set<Digest> texts = new HashSet<>();
    outcomes.values().forEach(outcome -> texts.addAll(outcome.blobs()));
    contents.prefetch(texts);
    TranspileWork.prefetch(project, plan, compiler, contents);
    return compiler
        .inSession(project, contents, session -> linking.of(session, outcomes))
        .orElse(
            reason ->
                Product.of(
                    reason instanceof TooMuch(var culprits, String said) && culprits.isEmpty()
                        ? new TooMuch(longest(work, outcomes), said)
                        : reason));
  }

  /// The script whose text is more than half of all, if there is one: it is to blame for what is
  /// too much.
  private SortedSet<ProjectPath> longest(Plan.Sharded work, Map<CompileKey, Settled> outcomes) {
    Reading texts = new Reading();
    SortedMap<Digest, ProjectPath> scripts = new TreeMap<>();
    for (Plan.Task task : work.tasks()) {
      if (task.subject() instanceof Plan.Script(ProjectPath path)
          && outcomes.get(task.key()) instanceof TranspileJob.Transpiled transpiled) {
        for (Digest text : transpiled.text().stream().toList()) {
          scripts.put(text, path);
          contents.read(text).ifPresent(blob -> texts.read(text, blob.size()));
        }
      }
    }
    return new TreeSet<>(texts.most().map(scripts::get).map(Set::of).orElse(Set.of()));
  }

  private Product link(
      ProjectSession session,
      Plan plan,
      Optional<Digest> graph,
      Plan.Sharded work,
      Map<CompileKey, Settled> outcomes,
      boolean exact,
      TstlCompiler compiler) {
    LinkAnswer linked =
        OutputGuard.allowed(
            session,
            plan,
            session.call(
                DriverCall.LINK,
                LinkRequest.of(
                    session.reference(), !plan.diagnostics().isEmpty(), work, outcomes)));
    // A project may be too large to go through it once more: then the words are those of the
    // worker, and some conversions are told more often than `tstl` does.
    Map<CompileKey, Settled> worded =
        exact
            ? refine(outcomes, session, compiler, told -> ExactDiagnostics.of(session, work, told))
            : outcomes;
    Map<CompileKey, Settled> told =
        refine(
            worded, session, compiler, each -> ConversionDiagnostics.toldOnce(session, work, each));
    Map<CompileKey, Settled> byproducts = new HashMap<>();
    graph
        .flatMap(contents::read)
        .map(blob -> Json.read(blob.bytes(), ProjectGraph.class))
        .ifPresent(
            program ->
                byproducts.putAll(
                    Planning.settle(plan.toolchain().digest(), program, work, outcomes)));
    Product product =
        LinkProduct.of(linked, ofWholeBuild(plan, told.values(), linked), maps(work, outcomes));
    return BytecodeWork.beside(product, session.project(), plan, compiler, contents)
        .with(byproducts);
  }

  /// The outcomes as `refine` makes them, or as they are when a limit ends that; the session ends
  /// with it.
  private static Map<CompileKey, Settled> refine(
      Map<CompileKey, Settled> outcomes,
      ProjectSession session,
      TstlCompiler compiler,
      UnaryOperator<Map<CompileKey, Settled>> refine) {
    if (!session.engine().isUsable()) {
      return outcomes;
    }
    try {
      return refine.apply(outcomes);
    } catch (EngineException | TooMuchException e) {
      compiler.discard(session);
      return outcomes;
    }
  }

  /// The source maps of scripts that become a file of their own.
  private static Map<ProjectPath, Digest> maps(
      Plan.Sharded work, Map<CompileKey, Settled> outcomes) {
    Map<ProjectPath, Digest> maps = new HashMap<>();
    for (Plan.Task task : work.tasks()) {
      if (task.subject() instanceof Plan.Script(ProjectPath path)
          && outcomes.get(task.key()) instanceof TranspileJob.Transpiled transpiled) {
        transpiled.map().ifPresent(map -> maps.put(path, map));
      }
    }
    return maps;
  }

  private static List<Diagnostic> ofWholeBuild(
      Plan plan, Collection<Settled> outcomes, LinkAnswer linked) {
    List<Diagnostic> ofTasks = new ArrayList<>();
    for (Settled outcome : outcomes) {
      ofTasks.addAll(
          linked.checksOnly() && outcome instanceof TranspileJob.Transpiled transpiled
              ? transpiled.checks()
              : outcome.diagnostics());
    }
    return Diagnostic.sortAndDeduplicate(
        Stream.of(plan.diagnostics(), ofTasks, linked.diagnostics()).flatMap(List::stream));
  }
}
