package io.scriptfarm.contract.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff SHORT = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), 3);

  @Test
  @DisplayName("R43 waits as long as the other side asks for")
  void waitsAsAsked() throws InterruptedIOException {
    long begin = System.nanoTime();
    SHORT.pause(1, Duration.ofMillis(50));
    assertTrue(System.nanoTime() - begin >= Duration.ofMillis(50).toNanos());
  }
}
