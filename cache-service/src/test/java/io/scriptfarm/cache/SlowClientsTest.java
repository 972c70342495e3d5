package io.scriptfarm.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.testkit.LocalRedisResource;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that begin a request and do not go on.
@QuarkusTest
@QuarkusTestResource(LocalRedisResource.class)
@DisplayName("R43 who sends slowly")
class SlowClientsTest extends CacheServiceCase {
  private static final Duration SOON = Duration.ofSeconds(20);

  /// More than there were slots.
  private static final int MANY = 200;

  private final List<Socket> sockets = new ArrayList<>();

  private Socket begin(String request, byte[] body) throws IOException {
    Socket socket = new Socket(root.getHost(), root.getPort());
    sockets.add(socket);
    socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
    socket.getOutputStream().write((request + "\r\nHost: cache\r\n").getBytes(US_ASCII));
    socket.getOutputStream().write("Content-Length: 60000000\r\n\r\n".getBytes(US_ASCII));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
    return socket;
  }

  private void closeAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /// Reads what the service says, to the end of the connection.
  private static void assertCut(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      // cut without a word
    }
  }

  @Test
  @DisplayName("keeps nobody else from being served")
  void doesNotStandInTheWay() throws Exception {
    byte[] head = BlobPack.head(Blob.ofUtf8("never").digest(), 59_000_000);
    for (int i = 0; i < MANY; i++) {
      begin("POST /blobs HTTP/1.1\r\nContent-Type: " + BlobPack.MEDIA_TYPE, head);
    }
    List<Blob> blobs = IntStream.range(0, 50).mapToObj(i -> Blob.ofUtf8("quick " + i)).toList();

    assertEquals(200, post("/blobs", BlobPack.MEDIA_TYPE, pack(blobs)).statusCode());
    assertEquals(blobs.size(), download(digests(blobs)).size());
    closeAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /blobs HTTP/1.1\r\nContent-Type: " + BlobPack.MEDIA_TYPE,
        "POST /blobs/missing HTTP/1.1\r\nContent-Type: application/json",
        "PUT /blobs/0000000000000000000000000000000000000000000000000000000000000000 HTTP/1.1"
      })
  @DisplayName("is cut off when he stops")
  void isCutOff(String request) throws Exception {
    List<Socket> half = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      half.add(begin(request, ByteBuffer.allocate(10).array()));
    }
    for (Socket socket : half) {
      assertCut(socket);
    }
    closeAll();
  }
}
