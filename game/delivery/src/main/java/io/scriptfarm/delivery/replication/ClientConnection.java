package io.scriptfarm.delivery.replication;

import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A client's WebSocket. One message is under way at a time: the next is asked for when the last
/// was dealt with, so that a client that is slow is sent no more.
final class ClientConnection implements Replica.Sender, AutoCloseable {
  private static final int GOODBYE_SECONDS = 2;

  // Where a length was damaged on its way, pings count as data of a message that never ends: so few
  // bytes are no sign of life.
  private static final int SIGN_OF_LIFE_BYTES = 512;

  private final WebSocket socket;
  private final CountDownLatch over;
  private final long timeoutMillis;

  private ClientConnection(WebSocket socket, CountDownLatch over, long timeoutMillis) {
    this.socket = socket;
    this.over = over;
    this.timeoutMillis = timeoutMillis;
  }

  /// What a connection brings, from threads of the HTTP client.
  interface Arrivals {
    /// @param next to be run when the message was dealt with, so that others may come
    void message(ByteBuffer message, Runnable next);

    /// The server asks or answers, or something large is on its way.
    void alive();

    void violation(ProtocolException cause);

    void ended(String reason);
  }

  static ClientConnection open(HttpClient http, ReplicationClient.Config config, Arrivals arrivals)
      throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    WebSocket.Builder builder =
        http.newWebSocketBuilder()
            .subprotocols(ReplicationServer.SUBPROTOCOL)
            .connectTimeout(config.silence());
    config.token().ifPresent(token -> builder.header("Authorization", "Bearer " + token));
    long timeout = config.silence().toMillis();
    WebSocket socket =
        get(builder.buildAsync(config.server(), new SocketListener(arrivals, over)), timeout);
    return new ClientConnection(socket, over, timeout);
  }

  @Override
  public void send(Message message) throws IOException {
    get(socket.sendBinary(Codec.encode(message), true), timeoutMillis);
  }

  /// Asks whether the server is there.
  ///
  /// @throws IOException when it is known not to be
  void ask() throws IOException {
    get(socket.sendPing(ByteBuffer.allocate(0)), timeoutMillis);
  }

  /// Ends what is cut already.
  void abort() {
    socket.abort();
  }

  /// Tells the server why, and ends the connection.
  void close(Violation violation, String reason) {
    goodbye(violation.clientCode(), reason);
  }

  @Override
  public void close() {
    goodbye(WebSocket.NORMAL_CLOSURE, "");
  }

  private void goodbye(int code, String reason) {
    try {
      if (!socket.isOutputClosed()) {
        get(socket.sendClose(code, reason), TimeUnit.SECONDS.toMillis(GOODBYE_SECONDS));
        socket.request(Long.MAX_VALUE); // the rest, up to the server's own goodbye
        var _ = over.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It is gone already.
    } finally {
      socket.abort();
    }
  }

  private static <T> T get(CompletableFuture<T> future, long timeoutMillis) throws IOException {
    try {
      return future.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while talking to the server");
    } catch (ExecutionException e) {
      throw new IOException(
          e.getCause() instanceof WebSocketHandshakeException refused
              ? "the server answers with HTTP " + refused.getResponse().statusCode()
              : "no connection: " + e.getCause(),
          e);
    } catch (TimeoutException e) {
      throw new IOException("the server takes nothing", e);
    }
  }

  private static final class SocketListener implements WebSocket.Listener {
    private final Arrivals arrivals;
    private final CountDownLatch over;
    private final MessageAssembler assembler = new MessageAssembler(true);
    private boolean deaf;

    SocketListener(Arrivals arrivals, CountDownLatch over) {
      this.arrivals = arrivals;
      this.over = over;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      if (deaf) {
        return null;
      }
      try {
        if (data.remaining() >= SIGN_OF_LIFE_BYTES) {
          arrivals.alive();
        }
        Runnable next = () -> from.request(1);
        assembler.add(data, last).ifPresentOrElse(message -> arrivals.message(message, next), next);
      } catch (ProtocolException e) {
        refuse(e);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      if (!deaf) {
        refuse(new ProtocolException(Violation.NOT_BINARY, "messages are binary"));
      }
      return null;
    }

    private void refuse(ProtocolException cause) {
      deaf = true;
      arrivals.violation(cause);
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer data) {
      arrivals.alive();
      from.request(1);
      return null; // the answer is sent by itself
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
      arrivals.alive();
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      over.countDown();
      arrivals.ended("closed by the server with %d: %s".formatted(code, reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      over.countDown();
      arrivals.ended("cut: " + error);
    }
  }
}
