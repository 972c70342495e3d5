package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.OpenJob;

/// Does an {@link OpenJob}: reads the project's program, so that the next job finds it. Contents
/// that are missing, and whatever else goes wrong, is told by that one. Thread-safe.
public final class OpenWork {
  private final ContentSource contents;

  public OpenWork(ContentSource contents) {
    this.contents = contents;
  }

  public void run(OpenJob job, TstlCompiler compiler) {
    var unheard =
        compiler.inSession(
            job.project(), contents, session -> session.call(DriverCall.OPEN, session.reference()));
  }
}
