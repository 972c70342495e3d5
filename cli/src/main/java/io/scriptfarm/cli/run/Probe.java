package io.scriptfarm.cli.run;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Whether a process is ready to serve.
@FunctionalInterface
interface Probe {
  int MILLIS = 1_000;

  boolean isReady() throws RunException;

  /// Redis answers `PING`; while it loads its data it does not.
  static Probe redis(int port) {
    return () -> {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS);
        socket.setSoTimeout(MILLIS);
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII)
            .equals("+PONG");
      } catch (IOException e) {
        return false; // does not listen yet
      }
    };
  }

  /// A service says so itself (MicroProfile Health).
  static Probe service(int port) {
    return () -> {
      try {
        HttpURLConnection connection =
            (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/q/health/ready").toURL().openConnection();
        connection.setConnectTimeout(MILLIS);
        connection.setReadTimeout(5 * MILLIS);
        int status = connection.getResponseCode();
        connection.disconnect();
        return status == 200;
      } catch (IOException e) {
        return false; // does not listen yet
      }
    };
  }
}
