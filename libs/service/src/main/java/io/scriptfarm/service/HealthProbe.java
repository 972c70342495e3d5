package io.scriptfarm.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Asks a service of this machine whether it is well, where no shell and no curl are at hand:
/// `HealthProbe PORT PATH`. The exit code is 0 when it answers 200 within two seconds, and 1
/// otherwise.
public final class HealthProbe {
  private static final int PATIENCE_MS = 2_000;

  private HealthProbe() {}

  public static void main(String[] arguments) {
    System.exit(isWell(Integer.parseInt(arguments[0]), arguments[1]) ? 0 : 1);
  }

  static boolean isWell(int port, String path) {
    try (Socket service = new Socket()) {
      service.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
      service.setSoTimeout(PATIENCE_MS);
      service
          .getOutputStream()
          .write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(service.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return answer != null && answer.matches("HTTP/1\\.[01] 200 .*");
    } catch (IOException e) {
      return false;
    }
  }
}
