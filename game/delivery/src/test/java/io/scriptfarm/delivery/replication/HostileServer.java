package io.scriptfarm.delivery.replication;

import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A server that says what a test wants.
final class HostileServer implements AutoCloseable {
  final List<Integer> closeCodes = new CopyOnWriteArrayList<>();
  private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setUseDaemonThread(true));

  private final Set<ServerWebSocket> greeted = ConcurrentHashMap.newKeySet();
  private final HttpServer server;

  /// @param opening says something to each client that has spoken first
  /// @param answering answers each request
  HostileServer(
      Consumer<ServerWebSocket> opening, BiConsumer<ServerWebSocket, ScriptRequest> answering) {
    server =
        VERTX
            .createHttpServer(
                new HttpServerOptions().addWebSocketSubProtocol(ReplicationServer.SUBPROTOCOL))
            .webSocketHandler(
                socket -> {
                  socket.binaryMessageHandler(
                      bytes -> {
                        if (decode(bytes) instanceof ScriptRequest request) {
                          answering.accept(socket, request);
                        }
                      });
                  socket.closeHandler(
                      _ -> {
                        if (socket.closeStatusCode() != null) {
                          closeCodes.add((int) socket.closeStatusCode());
                        }
                      });
                  socket.frameHandler(
                      frame -> {
                        if (frame.isPing() && greeted.add(socket)) {
                          opening.accept(socket);
                        }
                      });
                });
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  private static Message decode(Buffer bytes) {
    try {
      return Codec.decode(ByteBuffer.wrap(bytes.getBytes()));
    } catch (ProtocolException e) {
      throw new AssertionError("the client sends what is malformed", e);
    }
  }

  static void send(ServerWebSocket socket, Message message) {
    send(socket, bytes(message));
  }

  static void send(ServerWebSocket socket, byte[] bytes) {
    if (!socket.isClosed()) {
      socket.writeBinaryMessage(Buffer.buffer(bytes));
    }
  }

  static byte[] bytes(Message message) {
    return Codec.encode(message).array();
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
