package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.LinkAnswer;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.wire.MalformedException;
import java.util.Map;

/// Compiles all of a project in one go, with the plugins and transformers that its configuration
/// names. They run in a session that nobody else gets, and read what the snapshot has and nothing
/// else. Thread-safe.
final class WholeWork {
  private final ContentSource contents;

  WholeWork(ContentSource contents) {
    this.contents = contents;
  }

  /// {@link LinkJob.Linked}, with bytecode as {@link LinkWork} has it.
  Product run(Project project, Plan plan, Plan.Whole work, TstlCompiler compiler) {
    contents.prefetch(plan.sources());
    return compiler
        .inSessionOfItsOwn(project, contents, session -> build(session, plan, compiler))
        .orElse(Product::of)
        .compiling(work.scripts().size());
  }

  private Product build(ProjectSession session, Plan plan, TstlCompiler compiler) {
    try {
      LinkAnswer built =
          OutputGuard.allowed(
              session, plan, session.call(DriverCall.BUILD_WHOLE, session.reference()));
      return BytecodeWork.beside(
          LinkProduct.of(built, built.diagnostics(), Map.of()),
          session.project(),
          plan,
          compiler,
          contents);
    } catch (MalformedException | IllegalArgumentException e) {
      return Product.of(
          new CompileOutcome.Failed(
              Blame.USER,
              "a plugin changed the compiler so that it gives no proper result: "
                  + e.getMessage()));
    }
  }
}
