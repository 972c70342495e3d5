package io.scriptfarm.delivery.pull;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Takes a body as it arrives, so that what came before a cut is not lost.
@FunctionalInterface
interface ByteSink {
  /// @throws IOException when the rest is of no use
  void accept(ByteBuffer bytes) throws IOException;
}
