package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.compiler.protocol.ScriptRequest;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.CompileOutcome.Failed;
import io.scriptfarm.contract.ParityJob;

/// Does the compiler's part of a {@link ParityJob}: makes plain modules of one script and of all
/// that it imports, in both languages. Running them needs no compiler. Plugins and transformers do
/// not take part. Thread-safe.
public final class RunnableWork {
  private final ContentSource contents;

  public RunnableWork(ContentSource contents) {
    this.contents = contents;
  }

  public Attempt<RunnableScript> run(ParityJob job, TstlCompiler compiler) {
    Attempt<RunnableScript> made =
        compiler.inSession(
            job.project(),
            contents,
            session ->
                session.call(
                    DriverCall.RUNNABLE, new ScriptRequest(session.reference(), job.script())));
    return made instanceof Attempt.Made<RunnableScript>(RunnableScript script)
            && script.crash().isPresent()
        ? new Attempt.Failed<>(new Failed(Blame.USER, script.crash().get()))
        : made;
  }
}
