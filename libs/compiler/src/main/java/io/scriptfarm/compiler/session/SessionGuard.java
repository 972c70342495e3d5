package io.scriptfarm.compiler.session;

import io.scriptfarm.contract.Digest;

/// Says what a session may read, and hears what of it is run as code. Called on the compiling
/// thread.
public interface SessionGuard {
  /// For sessions in which no code of a project runs.
  SessionGuard OPEN =
      new SessionGuard() {
        @Override
        public boolean mayRead(Digest content) {
          return true;
        }

        @Override
        public void runs(Digest code) {}
      };

  /// Asked before each content is handed in.
  boolean mayRead(Digest content);

  /// Told before the session runs a content; what this throws ends the call.
  void runs(Digest code);
}
