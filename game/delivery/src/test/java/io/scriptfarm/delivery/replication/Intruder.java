package io.scriptfarm.delivery.replication;

import io.scriptfarm.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client that says what a test wants.
final class Intruder implements WebSocket.Listener, AutoCloseable {
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream part = new ByteArrayOutputStream();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private volatile String reason = "";

  Intruder(int port) {
    socket =
        http.newWebSocketBuilder()
            .subprotocols(ReplicationServer.SUBPROTOCOL)
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/scripts"), this)
            .join();
    socket.sendPing(ByteBuffer.allocate(0)).join();
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    part.writeBytes(bytes);
    if (last) {
      try {
        messages.add(Codec.decode(ByteBuffer.wrap(part.toByteArray())));
      } catch (ProtocolException e) {
        throw new AssertionError(e);
      }
      part.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String why) {
    reason = why;
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  /// The next message from the server.
  Message hear() throws InterruptedException {
    Message message = messages.poll(Game.SOON.toSeconds(), TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing came; closed: " + closed);
    }
    return message;
  }

  Intruder say(Message message) {
    return say(HostileServer.bytes(message), true);
  }

  Intruder say(byte[] bytes, boolean last) {
    socket.sendBinary(ByteBuffer.wrap(bytes), last).join();
    return this;
  }

  Intruder sayText(String text) {
    socket.sendText(text, true).join();
    return this;
  }

  /// The code with which the server ends the connection.
  int awaitClose() {
    Await.until(Game.SOON, "the server closes", closed::isDone);
    return closed.join();
  }

  String reason() {
    return reason;
  }

  List<Message> heard() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }
}
