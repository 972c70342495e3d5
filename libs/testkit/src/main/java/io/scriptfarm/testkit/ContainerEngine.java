package io.scriptfarm.testkit;

import io.scriptfarm.testkit.FarmBackends.Availability;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks a Docker-compatible engine whether it is there and has what is needed, because
/// Testcontainers itself takes long, and many lines, to find that it has not.
final class ContainerEngine {
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
  private static final int MAX_HEAD_BYTES = 4096;
  private static final Pattern VERSION = Pattern.compile("(?im)^Api-Version: *(\\S+)");

  private ContainerEngine() {}

  static Availability probe() {
    return ask("GET /_ping", PROBE_TIMEOUT)
        .map(
            reply -> {
              Matcher version = VERSION.matcher(reply);
              return (Availability)
                  new Availability.Answers(
                      version.find() ? "API " + version.group(1) : "unknown version");
            })
        .orElseGet(
            () ->
                new Availability.Absent(
                    "no container engine answers within " + PROBE_TIMEOUT.toSeconds() + " s"));
  }

  /// Whether the engine has `image`, or can pull it within `atMost` without credentials. It tries
  /// once; Testcontainers would try for minutes where no registry can be reached.
  static boolean provides(String image, Duration atMost) {
    String look = "GET /images/" + image + "/json";
    if (ask(look, PROBE_TIMEOUT).isPresent()) {
      return true;
    }
    ask("POST /images/create?fromImage=" + image, atMost); // says 200 even when it fails midway
    return ask(look, PROBE_TIMEOUT).isPresent();
  }

  /// The begin of the reply, once it is complete; empty when there is none with status 200 by then.
  private static Optional<String> ask(String request, Duration atMost) {
    String host =
        Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock");
    FutureTask<String> exchange = new FutureTask<>(() -> exchange(URI.create(host), request));
    Thread thread = Thread.ofVirtual().name("container-engine").start(exchange);
    try {
      return Optional.of(exchange.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      return Optional.empty(); // nobody there, or it refuses
    } catch (TimeoutException e) {
      thread.interrupt();
      return Optional.empty();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String exchange(URI host, String request) throws IOException {
    SocketAddress address =
        host.getScheme().equals("unix")
            ? UnixDomainSocketAddress.of(Path.of(host.getPath()))
            : new InetSocketAddress(host.getHost(), host.getPort());
    try (SocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open()) {
      channel.connect(address);
      channel.write(
          ByteBuffer.wrap(
              (request + " HTTP/1.0\r\nHost: docker\r\nContent-Length: 0\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer head = ByteBuffer.allocate(MAX_HEAD_BYTES);
      ByteBuffer rest = ByteBuffer.allocate(MAX_HEAD_BYTES);
      while (channel.read(head.hasRemaining() ? head : rest.clear()) >= 0) {
        // until the engine closes the connection
      }
      String text = new String(head.array(), 0, head.position(), StandardCharsets.US_ASCII);
      if (!text.substring(0, Math.max(0, text.indexOf('\r'))).contains(" 200 ")) {
        throw new IOException(request + ": " + text);
      }
      return text;
    }
  }
}
