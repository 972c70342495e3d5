package io.scriptfarm.embedded;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R40 a port for a server that starts a little later")
class PortsTest {
  @Test
  void isNoneThatTheSystemGivesToOthers() {
    assertTrue(IntStream.generate(Ports::free).limit(200).allMatch(p -> p >= 15_000 && p < 32_000));
  }

  @Test
  void isNoneThatSomebodyHas() throws IOException {
    int port = Ports.free();
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertTrue(
          IntStream.generate(Ports::free).limit(200).noneMatch(p -> p == taken.getLocalPort()));
    }
  }

  @Test
  void isSaidToBeTakenInTheWordsOfEachServer() {
    for (String words :
        List.of(
            "Could not create server TCP listening socket 127.0.0.1:1: bind: Address already in use",
            "Socket server failed to bind to 127.0.0.1:1: Address already in use.",
            "Port 1 seems to be in use by another process.")) {
      assertTrue(Ports.saysTaken(words), words);
    }
    assertFalse(Ports.saysTaken("No space left on device"));
  }
}
