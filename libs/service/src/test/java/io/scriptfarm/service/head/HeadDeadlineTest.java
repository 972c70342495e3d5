package io.scriptfarm.service.head;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 a connection")
class HeadDeadlineTest {
  private static final int LIMIT = 20; // seconds

  private final EmbeddedChannel connection = connection();

  private static EmbeddedChannel connection() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast(new HeadDeadline(Duration.ofSeconds(LIMIT)));
    channel.pipeline().addLast(new HttpRequestDecoder());
    channel.pipeline().fireChannelActive();
    return channel;
  }

  private void says(String text) {
    connection.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private boolean isOpenAfter(int seconds) {
    connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
    connection.runScheduledPendingTasks();
    return connection.isOpen();
  }

  @Test
  @DisplayName("is closed when the head of its request does not end, however steadily it comes")
  void slowHead() {
    says("GET / HTTP/1.1\r\n");
    for (int i = 1; i < LIMIT; i++) {
      assertTrue(isOpenAfter(1), "after " + i + " s");
      says("x: y\r\n");
    }

    assertFalse(isOpenAfter(1));
  }

  @Test
  @DisplayName("is closed when no request begins")
  void nothing() {
    assertTrue(isOpenAfter(LIMIT - 1));
    assertFalse(isOpenAfter(1));
  }

  @Test
  @DisplayName("is closed when the head of its second request does not end")
  void slowSecondHead() {
    says("GET / HTTP/1.1\r\n\r\n");
    assertTrue(isOpenAfter(10 * LIMIT), "between two requests");

    says("GET / HTTP/1.1\r\n");

    assertTrue(isOpenAfter(LIMIT - 1));
    assertFalse(isOpenAfter(1));
  }

  @Test
  @DisplayName("is closed when half of a second head came together with the first request")
  void slowSecondHeadAtOnce() {
    says("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost");

    assertTrue(isOpenAfter(LIMIT - 1));
    assertFalse(isOpenAfter(1));
  }

  @Test
  @DisplayName("stays open when a whole request came, and while nothing follows")
  void wholeRequest() {
    says("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

    assertTrue(isOpenAfter(10 * LIMIT));
  }

  @Test
  @DisplayName("stays open while a body comes and while an answer takes its time")
  void slowBody() {
    says("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
    for (int i = 0; i < 100; i++) {
      assertTrue(isOpenAfter(LIMIT), "while the body comes");
      says("x");
    }

    assertTrue(isOpenAfter(10 * LIMIT), "while it is answered");
  }
}
