package io.scriptfarm.delivery.replication;

import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A session's WebSocket, on the socket's event loop.
final class ServerConnection implements Connection {
  // Two chunks: one that the socket takes, one that waits for it.
  private static final int WINDOW_BYTES = 2 * Codec.MAX_CHUNK_BYTES;

  // Answers to pings that may wait for a socket that takes nothing: a client that waits for
  // something asks once a second.
  private static final int MAX_UNREAD = 100;

  private final ServerWebSocket socket;
  private final Context context;
  private final Executor blocking;
  private final LongAdder sent;
  private int unread;
  private final MessageAssembler assembler = new MessageAssembler(false);

  ServerConnection(ServerWebSocket socket, Context context, Executor blocking, LongAdder sent) {
    this.socket = socket;
    this.context = context;
    this.blocking = blocking;
    this.sent = sent;
  }

  /// Lets a session hear what comes, until the connection ends. The client speaks first.
  void open(ServerSession session, Runnable left) {
    socket.setWriteQueueMaxSize(WINDOW_BYTES);
    socket.drainHandler(
        _ -> {
          unread = 0;
          session.heard();
        });
    socket.frameHandler(frame -> received(frame, session));
    socket.pongHandler(_ -> session.heard());
    socket.exceptionHandler(_ -> {}); // the close handler follows
    socket.closeHandler(_ -> left.run());
  }

  private void received(WebSocketFrame frame, ServerSession session) {
    try {
      if (frame.isText()) {
        throw new ProtocolException(Violation.NOT_BINARY, "messages are binary");
      }
      session.greeted();
      if (frame.isPing() && isFull() && ++unread > MAX_UNREAD) {
        throw new ProtocolException(
            Violation.FORBIDDEN, "this client asks and does not read the answers");
      }
      if (frame.isBinary() || frame.isContinuation()) {
        ByteBuffer data = ByteBuffer.wrap(frame.binaryData().getBytes());
        assembler.add(data, frame.isFinal()).ifPresent(session::received);
      }
    } catch (ProtocolException e) {
      session.end(e);
    }
  }

  @Override
  public void later(Runnable action) {
    context.runOnContext(_ -> action.run());
  }

  @Override
  public boolean isFull() {
    return socket.isClosed() || socket.writeQueueFull();
  }

  @Override
  public void send(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    sent.add(bytes.length);
    var _ = socket.writeBinaryMessage(Buffer.buffer(bytes));
  }

  @Override
  public void ping() {
    if (!socket.isClosed()) {
      var _ = socket.writePing(Buffer.buffer());
    }
  }

  @Override
  public void close(int code, String reason) {
    if (!socket.isClosed()) {
      var _ = socket.close((short) code, reason);
    }
  }

  @Override
  public <T> void fetch(Supplier<Optional<T>> slow, Consumer<Optional<T>> then) {
    blocking.execute(
        () -> {
          try {
            Optional<T> result = slow.get();
            later(() -> then.accept(result));
          } catch (RuntimeException e) {
            later(() -> then.accept(Optional.empty()));
            throw e; // for the game's handler of uncaught exceptions: its code failed
          }
        });
  }
}
