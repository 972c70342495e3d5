package io.scriptfarm.service;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R41 the health probe of images")
class HealthProbeTest {
  @Test
  void onlyAnAnswerOf200IsWell() throws IOException {
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/up", exchange -> answer(exchange, 200));
    service.createContext("/down", exchange -> answer(exchange, 503));
    service.start();
    int port = service.getAddress().getPort();

    assertTrue(HealthProbe.isWell(port, "/up"));
    assertFalse(HealthProbe.isWell(port, "/down"));
    service.stop(0);
    assertFalse(HealthProbe.isWell(port, "/up"));
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }
}
