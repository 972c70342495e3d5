package io.scriptfarm.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// TCP ports of the loopback interface for servers that start a little later.
public final class Ports {
  // Below what Linux, macOS and Windows choose from by themselves: between the choice here and the
  // start of the server, no outgoing connection and no `bind(0)` gets the port.
  private static final int FIRST = 15_000;
  private static final int END = 32_000;
  private static final int ATTEMPTS = 100;

  private static final Pattern TAKEN =
      Pattern.compile("address already in use|seems to be in use", Pattern.CASE_INSENSITIVE);

  private Ports() {}

  /// A port that nobody listens on right now.
  public static int free() {
    return free(port -> true);
  }

  /// As {@link #free()}, and one that `allowed` says yes to.
  public static int free(IntPredicate allowed) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (allowed.test(port) && isFree(port)) {
        return port;
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free TCP port on the loopback interface", e);
    }
  }

  /// Whether nobody listens on a port right now.
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /// Whether a server says, in whatever it said last, that somebody else has its port. The words
  /// are the system's (`EADDRINUSE`), which Kafka and Redis pass on, and those of Quarkus.
  public static boolean saysTaken(String lastWords) {
    return TAKEN.matcher(lastWords).find();
  }
}
