package io.scriptfarm.delivery.replication;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What carries a session's messages to its client. Used by the session's thread alone.
interface Connection {
  /// Whether the client's socket takes nothing more now. Once it does again, the session is told.
  boolean isFull();

  /// Hands over a message; never blocks.
  void send(ByteBuffer message);

  /// Asks whether the client is there.
  void ping();

  /// Ends the connection; nothing that is sent afterwards arrives.
  void close(int code, String reason);

  /// Does something soon on the session's thread, after what others wait for there.
  void later(Runnable action);

  /// Does what may block elsewhere, and passes what it gave to the session's thread; nothing, when
  /// it failed.
  <T> void fetch(Supplier<Optional<T>> slow, Consumer<Optional<T>> then);
}
