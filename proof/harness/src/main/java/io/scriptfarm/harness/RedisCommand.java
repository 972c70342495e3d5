package io.scriptfarm.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One command to a Redis, in its inline form.
final class RedisCommand {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private RedisCommand() {}

  /// @throws AssertionError when the answer does not begin with `expected`
  static void send(URI redis, String command, String expected) {
    try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
      socket.setSoTimeout((int) ANSWER.toMillis());
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(expected.length());
      if (!expected.equals(new String(answer, StandardCharsets.US_ASCII))) {
        throw new AssertionError("Redis refuses " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
