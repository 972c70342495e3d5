package io.scriptfarm.worker.execute;

import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.tstl.Attempt;
import io.scriptfarm.compiler.tstl.BytecodeWork;
import io.scriptfarm.compiler.tstl.ExplainWork;
import io.scriptfarm.compiler.tstl.KnownOutcomes;
import io.scriptfarm.compiler.tstl.LinkWork;
import io.scriptfarm.compiler.tstl.OpenWork;
import io.scriptfarm.compiler.tstl.PlanWork;
import io.scriptfarm.compiler.tstl.Plans;
import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.compiler.tstl.ProductSink;
import io.scriptfarm.compiler.tstl.RunnableWork;
import io.scriptfarm.compiler.tstl.SaveWork;
import io.scriptfarm.compiler.tstl.TranspileWork;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.ExplainJob;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.phase.PhaseLog;
import io.scriptfarm.parity.ParityWork;
import io.scriptfarm.worker.compile.CompilerPool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Does the work of each kind of job, with a compiler of the pool: the innermost executor, and the
/// one place that knows every kind.
final class CompilingJobExecutor implements JobExecutor {
  private final CompilerPool compilers;
  private final InstantSource clock;
  private final Courtesy courtesy;
  private final PlanWork plan;
  private final OpenWork open;
  private final SaveWork save;
  private final TranspileWork transpile;
  private final LinkWork link;
  private final BytecodeWork bytecode;
  private final RunnableWork runnable;
  private final ExplainWork explain;

  /// @param contents sources, and what earlier jobs stored
  /// @param outcomes of earlier jobs
  /// @param courtesy is asked for between two pieces of a job
  CompilingJobExecutor(
      CompilerPool compilers,
      ContentSource contents,
      KnownOutcomes outcomes,
      InstantSource clock,
      Courtesy courtesy) {
    this.compilers = compilers;
    this.courtesy = courtesy;
    this.clock = clock;
    Plans plans = new Plans(outcomes, contents);
    this.plan = new PlanWork(contents, outcomes);
    this.open = new OpenWork(contents);
    this.save = new SaveWork(contents);
    this.transpile = new TranspileWork(plans, contents);
    this.link = new LinkWork(plans, outcomes, contents);
    this.bytecode = new BytecodeWork(outcomes, contents);
    this.runnable = new RunnableWork(contents);
    this.explain = new ExplainWork(contents, outcomes);
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    Pieces pieces = new Pieces(job, results);
    switch (job) {
      case PlanJob it -> compile(it, pieces, compiler -> plan.run(it, compiler));
      case OpenJob it -> withCompiler(it, compiler -> open.run(it, compiler));
      case SaveJob it -> compile(it, pieces, compiler -> save.run(it, compiler));
      case TranspileJob it -> withCompiler(it, compiler -> transpile.run(it, compiler, pieces));
      case LinkJob it -> compile(it, pieces, compiler -> link.run(it, compiler));
      case BytecodeJob it -> withCompiler(it, compiler -> bytecode.run(it, compiler, pieces));
      case ParityJob it -> compare(it, pieces);
      case ExplainJob it -> compile(it, pieces, compiler -> explain.run(it, compiler));
    }
  }

  /// The scripts run once the compiler is given back, because they need none.
  private void compare(ParityJob job, Pieces pieces) throws InterruptedException {
    Attempt<RunnableScript> script;
    try (CompilerPool.Lease lease = compilers.borrow(job)) {
      script = runnable.run(job, lease.compiler());
    }
    pieces.accept(onlyKey(job), () -> ParityWork.run(job, script));
  }

  /// A job that is one piece.
  private void compile(Job job, Pieces pieces, Function<TstlCompiler, Product> work)
      throws InterruptedException {
    withCompiler(job, compiler -> pieces.accept(onlyKey(job), () -> work.apply(compiler)));
  }

  private void withCompiler(Job job, Use use) throws InterruptedException {
    try (CompilerPool.Lease lease = compilers.borrow(job)) {
      use.of(lease.compiler());
    }
  }

  private interface Use {
    void of(TstlCompiler compiler) throws InterruptedException;
  }

  private static CompileKey onlyKey(Job job) {
    return job.keys().iterator().next();
  }

  /// Runs pieces of a job and times them. Before each it gives way to jobs that are more urgent,
  /// and ends the job when it is told to.
  private final class Pieces implements ProductSink<InterruptedException> {
    private final Job job;
    private final Consumer<Results> results;

    Pieces(Job job, Consumer<Results> results) {
      this.job = job;
      this.results = results;
    }

    @Override
    public void accept(CompileKey key, Supplier<Product> piece) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException("told to stop within the job " + job.id());
      }
      try (PhaseLog.Open _ = PhaseLog.begin(Phase.WAIT)) {
        courtesy.giveWay();
      }
      Instant begin = clock.instant();
      Product product = piece.get();
      results.accept(Results.of(key, product, Duration.between(begin, clock.instant())));
    }
  }
}
