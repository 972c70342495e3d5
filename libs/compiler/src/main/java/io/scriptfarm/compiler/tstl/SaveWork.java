package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.JavaScriptRequest;
import io.scriptfarm.compiler.protocol.ScriptRequest;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.SaveJob;

/// Does a {@link SaveJob}: compiles one script for somebody who waits for it. Nothing is checked; a
/// project whose Lua depends on that, or on other scripts, gives none. Thread-safe.
public final class SaveWork {
  private final ContentSource contents;

  public SaveWork(ContentSource contents) {
    this.contents = contents;
  }

  /// {@link SaveJob.Saved}
  public Product run(SaveJob job, TstlCompiler compiler) {
    return compiler
        .inSession(job.project(), contents, session -> save(job, session, compiler.bytecode()))
        .orElse(Product::of);
  }

  private Product save(SaveJob job, ProjectSession session, BytecodeCompiler bytecode) {
    if (job.emit() == Emit.JS) {
      return JavaScriptProduct.saved(
          session.call(
              DriverCall.JAVA_SCRIPT,
              new JavaScriptRequest(session.reference(), job.script(), false)),
          job.script());
    }
    return SaveProduct.of(
        session.call(DriverCall.SAVE, new ScriptRequest(session.reference(), job.script())),
        job.project(),
        bytecode,
        contents);
  }
}
