package io.scriptfarm.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R40 the embedded Redis")
class EmbeddedRedisTest {
  @TempDir Path data;

  @Test
  void keepsItsDataAcrossRestarts() throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedis.Settings.in(data))) {
      assertEquals("+OK", command(redis, "SET key kept"));
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedis.Settings.in(data))) {
      assertEquals("$4", command(redis, "GET key"));
    }
  }

  @Test
  void endsWhenClosed() {
    EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedis.Settings.in(data));
    long pid = redis.pid();
    redis.close();
    redis.close();
    assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void takesOverTheFolderOfAServerThatAnEarlierFarmLeft() throws IOException {
    EmbeddedRedis left = EmbeddedRedis.start(EmbeddedRedis.Settings.in(data));
    assertEquals("+OK", command(left, "SET key kept"));
    try (EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedis.Settings.in(data))) {
      assertEquals("$4", command(redis, "GET key"));
      assertFalse(ProcessHandle.of(left.pid()).map(ProcessHandle::isAlive).orElse(false));
    } finally {
      left.close();
    }
  }

  @Test
  void saysWhyItDoesNotStart() throws IOException {
    try (EmbeddedRedis first =
        EmbeddedRedis.start(EmbeddedRedis.Settings.in(data.resolve("first")))) {
      StartException failure =
          assertThrows(
              StartException.class,
              () ->
                  EmbeddedRedis.start(
                      EmbeddedRedis.Settings.in(data.resolve("second")).withPort(first.port())));
      assertTrue(failure.getMessage().contains("in use"), failure.getMessage());
    }
  }

  @Test
  @DisplayName("takes another port when somebody took the one that was free")
  void takesAnotherPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int free = Ports.free();
      Iterator<Integer> ports = List.of(taken.getLocalPort(), free).iterator();
      try (EmbeddedRedis redis =
          EmbeddedRedis.start(EmbeddedRedis.Settings.in(data), ports::next)) {
        assertEquals(free, redis.port());
      }
    }
  }

  private static String command(EmbeddedRedis redis, String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      StringBuilder reply = new StringBuilder();
      for (int c = socket.getInputStream().read(); c != '\r'; c = socket.getInputStream().read()) {
        reply.append((char) c);
      }
      return reply.toString();
    }
  }
}
