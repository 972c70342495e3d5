package io.scriptfarm.e2e.cluster;

import io.scriptfarm.embedded.Ports;
import io.scriptfarm.harness.Ran;
import java.net.URI;

/// A port of this machine that leads to a service of a cluster. A forwarded port ends with the pod
/// that it leads to; then another is made.
final class PortForward implements AutoCloseable {
  private final int port = Ports.free();
  private final Thread keeper;

  PortForward(Kubectl kubectl, String service, int target) {
    keeper =
        Thread.ofVirtual().start(() -> keep(kubectl, "service/" + service, port + ":" + target));
  }

  private static void keep(Kubectl kubectl, String service, String ports) {
    while (!Thread.currentThread().isInterrupted()) {
      Ran.Running running = kubectl.start("port-forward", service, ports);
      try {
        running.process().waitFor();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        running.process().destroy();
      }
    }
  }

  URI address() {
    return URI.create("http://localhost:" + port);
  }

  @Override
  public void close() {
    keeper.interrupt();
  }
}
