package io.scriptfarm.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.SharedFarm;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clients that begin the head of a request and do not end it.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R43 who sends half of a request")
class HalfRequestsTest {
  private static final int MANY = 200; // at each service
  private static final Duration SOON = Duration.ofMinutes(1); // a head has 20 s
  private static final String ALIVE = "/q/health/live";
  private static final String WHOLE = "GET " + ALIVE + " HTTP/1.1\r\nHost: farm\r\n\r\n";
  private static final String HALF = "GET " + ALIVE + " HTTP/1.1\r\nHost: farm\r\nX-Half";

  private final FarmProcess farm;

  HalfRequestsTest(FarmProcess farm) {
    this.farm = farm;
  }

  private static Socket open(URI service, String beginning) throws IOException {
    Socket socket = new Socket(service.getHost(), service.getPort());
    socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
    socket.getOutputStream().write(beginning.getBytes(US_ASCII));
    return socket;
  }

  /// Reads what the service says, to the end of the connection.
  ///
  /// @throws java.net.SocketTimeoutException if that does not come soon
  private static void assertCut(Socket socket) throws IOException {
    try (socket) {
      socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      // cut without a word
    }
  }

  private static void assertServed(URI service) {
    assertEquals(
        200, FarmProcess.send(HttpRequest.newBuilder(service.resolve(ALIVE))).statusCode());
  }

  @Test
  @DisplayName("is cut off, also after a whole one, and stands in nobody's way")
  void isCutOff() throws IOException {
    List<Socket> half = new ArrayList<>();
    List<URI> services = List.of(farm.gateway(), farm.cache());
    for (URI service : services) {
      for (int i = 0; i < MANY; i++) {
        half.add(open(service, i % 2 == 0 ? HALF : WHOLE + HALF));
      }
      assertServed(service);
    }

    for (Socket socket : half) {
      assertCut(socket);
    }

    services.forEach(HalfRequestsTest::assertServed);
  }
}
