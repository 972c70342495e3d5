package io.scriptfarm.parity;

import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.compiler.tstl.Attempt;
import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.ParityJob;

/// Does the last part of a {@link ParityJob}: runs the modules that a compiler made of the script,
/// in both languages, and compares. Needs no compiler.
public final class ParityWork {
  private ParityWork() {}

  /// {@link ParityJob.Compared}, {@link ParityJob.Provisional}, or why there are no modules.
  public static Product run(ParityJob job, Attempt<RunnableScript> script) {
    return Product.of(
        switch (script) {
          case Attempt.Made<RunnableScript>(RunnableScript made) ->
              ParityProcess.run(made, job.script(), job.updates());
          case Attempt.Failed<RunnableScript>(CompileOutcome.Unsettled reason) -> reason;
        });
  }
}
