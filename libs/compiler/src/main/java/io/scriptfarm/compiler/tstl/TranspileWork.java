package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.JavaScriptRequest;
import io.scriptfarm.compiler.protocol.ScriptRequest;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.phase.PhaseLog;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Does a {@link TranspileJob}: TSTL's first phase for each of its scripts, or TypeScript's emit
/// where they become JavaScript; or the check of all declaration files. Thread-safe.
public final class TranspileWork {
  private final Plans plans;
  private final ContentSource contents;

  public TranspileWork(Plans plans, ContentSource contents) {
    this.plans = plans;
    this.contents = contents;
  }

  /// For each task {@link TranspileJob.Transpiled}, {@link TranspileJob.Emitted} or {@link
  /// TranspileJob.DeclarationsChecked}.
  public <X extends Exception> void run(
      TranspileJob job, TstlCompiler compiler, ProductSink<X> products) throws X {
    Optional<Plan> plan = plans.find(job.project()).map(Plans.Found::plan);
    plan.ifPresent(found -> prefetch(job.project(), found, compiler, contents));
    Unit unit = new Unit(job.project(), compiler);
    for (Plan.Task task : job.tasks()) {
      products.accept(
          task.key(),
          () ->
              plan.map(found -> unit.transpile(found.work(), task.subject()))
                  .orElseGet(() -> Product.lost("the project's plan")));
    }
  }

  /// The tasks of one job: what is too much of the program itself, for any of them, is so for those
  /// that follow.
  private final class Unit {
    private final Project project;
    private final TstlCompiler compiler;
    private Optional<TooMuch> program = Optional.empty();

    Unit(Project project, TstlCompiler compiler) {
      this.project = project;
      this.compiler = compiler;
    }

    Product transpile(Plan.Work work, Plan.Subject subject) {
      if (program.isPresent()) {
        return Product.of(program.get());
      }
      Product product =
          about(subject, () -> TranspileWork.this.transpile(project, work, subject, compiler));
      if (!(product.outcome() instanceof TooMuch(var culprits, String reason))) {
        return product;
      }
      if (culprits.isEmpty() || culprits.equals(path(subject))) {
        return Product.of(new TooMuch(reason));
      }
      program = Optional.of(new TooMuch(culprits, reason));
      return product;
    }
  }

  /// The work's time is that of a script, if it is about one.
  private static Product about(Plan.Subject subject, Supplier<Product> work) {
    Iterator<ProjectPath> script = path(subject).iterator();
    if (!script.hasNext()) {
      return work.get();
    }
    try (PhaseLog.Open _ = PhaseLog.begin(Phase.OTHER, script.next())) {
      return work.get();
    }
  }

  /// The script that it is about, if it is about one.
  static Set<ProjectPath> path(Plan.Subject subject) {
    return switch (subject) {
      case Plan.Script(ProjectPath path) -> Set.of(path);
      case Plan.JavaScript(ProjectPath path) -> Set.of(path);
      case Plan.Declarations() -> Set.of();
    };
  }

  /// Fetches the contents of the plan's program in one go, unless the compiler has the program.
  static void prefetch(Project project, Plan plan, TstlCompiler compiler, ContentSource contents) {
    // What fails here fails again where it is heard, or a new session makes it work.
    var unheard =
        compiler.inSession(
            project,
            contents,
            session -> {
              boolean resident = session.call(DriverCall.IS_RESIDENT, session.reference());
              if (!resident) {
                contents.prefetch(plan.sources());
              }
              return resident;
            });
  }

  private Product transpile(
      Project project, Plan.Work work, Plan.Subject subject, TstlCompiler compiler) {
    return compiler
        .inSession(
            project,
            contents,
            session ->
                switch (subject) {
                  case Plan.Script(ProjectPath path) -> transpile(session, work, path);
                  case Plan.JavaScript(ProjectPath path) -> javaScript(session, work, path);
                  case Plan.Declarations() -> checkDeclarations(session, work);
                })
        .orElse(Product::of)
        .compiling(subject instanceof Plan.Declarations ? 0 : 1);
  }

  private static Product transpile(ProjectSession session, Plan.Work work, ProjectPath path) {
    return TranspileProduct.of(
        session.call(DriverCall.TRANSPILE, new ScriptRequest(session.reference(), path)));
  }

  private static Product javaScript(ProjectSession session, Plan.Work work, ProjectPath path) {
    return JavaScriptProduct.emitted(
        session.call(
            DriverCall.JAVA_SCRIPT, new JavaScriptRequest(session.reference(), path, true)),
        path);
  }

  private static Product checkDeclarations(ProjectSession session, Plan.Work work) {
    return Product.of(
        new TranspileJob.DeclarationsChecked(
            List.of(session.call(DriverCall.CHECK_DECLARATIONS, session.reference()))));
  }
}
