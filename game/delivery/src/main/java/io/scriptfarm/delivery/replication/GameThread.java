package io.scriptfarm.delivery.replication;

import java.io.IOException;

/// The thread on which a client calls its game, so that the game may block.
@FunctionalInterface
interface GameThread {
  /// Calls the game there, then does `then` on the client's own thread.
  void call(Runnable game, Step then);

  /// Something that the client's own thread does; it may find the connection broken or the server
  /// at fault.
  interface Step {
    void run() throws ProtocolException, IOException;
  }
}
