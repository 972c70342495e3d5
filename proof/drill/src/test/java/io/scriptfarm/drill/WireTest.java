package io.scriptfarm.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("R43 a wire between services and a backend")
@Timeout(30)
class WireTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int SHORT = 100; // milliseconds in which nothing is to come

  private ServerSocket backend;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    backend = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    wire = new Wire(backend.getLocalPort());
    Thread.ofVirtual().start(this::echo);
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    backend.close();
  }

  private void echo() {
    while (!backend.isClosed()) {
      try {
        Socket socket = backend.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } catch (IOException e) {
                    return; // cut
                  }
                });
      } catch (IOException e) {
        return; // the end
      }
    }
  }

  private Socket connect() throws IOException {
    String[] address = wire.address().split(":");
    Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
    socket.setSoTimeout((int) SOON.toMillis());
    return socket;
  }

  private static int ask(Socket socket, int question) throws IOException {
    socket.getOutputStream().write(question);
    return socket.getInputStream().read();
  }

  @Test
  @DisplayName("is cut, and new connections are welcome")
  void isCut() throws IOException {
    try (Socket before = connect()) {
      assertEquals(7, ask(before, 7));

      wire.cut();

      assertThrows(IOException.class, () -> requireAnswer(ask(before, 8)));
    }
    try (Socket after = connect()) {
      assertEquals(9, ask(after, 9));
    }
  }

  private static void requireAnswer(int answer) throws IOException {
    if (answer < 0) {
      throw new IOException("the connection ended");
    }
  }

  @Test
  @DisplayName("is still, and passes everything later")
  void isStill() throws Exception {
    try (Socket socket = connect()) {
      assertEquals(1, ask(socket, 1));
      Thread still = Thread.ofVirtual().start(() -> interruptibly(() -> wire.still(SOON)));
      Await.until(SOON, "nothing passes", () -> isSilent(socket));

      still.interrupt();

      assertEquals(2, socket.getInputStream().read());
    }
  }

  /// Whether what is sent does not come back; then it is under way.
  private static boolean isSilent(Socket socket) {
    try {
      socket.setSoTimeout(SHORT);
      ask(socket, 2);
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      try {
        socket.setSoTimeout((int) SOON.toMillis());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private interface Interruptible {
    void run() throws InterruptedException;
  }

  private static void interruptibly(Interruptible what) {
    try {
      what.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
