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

/// Asks a Docker-compatible engine whether it is there, because Testcontainers itself takes long,
/// and many lines, to find that there is none.
final class ContainerEngine {
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
  private static final int MAX_REPLY_BYTES = 4096;
  private static final Pattern VERSION = Pattern.compile("(?im)^Api-Version: *(\\S+)");

  private ContainerEngine() {}

  static Availability probe() {
    String host =
        Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock");
    FutureTask<String> ping = new FutureTask<>(() -> ping(URI.create(host)));
    Thread.ofVirtual().name("container-engine-probe").start(ping);
    try {
      Matcher version = VERSION.matcher(ping.get(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
      return new Availability.Answers(version.find() ? "API " + version.group(1) : "unknown");
    } catch (ExecutionException e) {
      return new Availability.Absent("no container engine answers");
    } catch (TimeoutException e) {
      ping.cancel(true);
      return new Availability.Absent(
          "the container engine does not answer within " + PROBE_TIMEOUT.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Availability.Absent("interrupted while asking for a container engine");
    }
  }

  private static String ping(URI host) throws IOException {
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
              "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer reply = ByteBuffer.allocate(MAX_REPLY_BYTES);
      while (reply.hasRemaining() && channel.read(reply) >= 0) {
        // until the engine closes the connection
      }
      String text = new String(reply.array(), 0, reply.position(), StandardCharsets.US_ASCII);
      if (!text.contains(" 200 ")) {
        throw new IOException("not a container engine: " + text);
      }
      return text;
    }
  }
}
