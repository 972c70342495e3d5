package io.scriptfarm.e2e.cluster;

import io.scriptfarm.harness.Ran;
import io.scriptfarm.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Takes the memory of a container until the kernel kills its first process for it.
final class MemoryShortage {
  private static final Duration AT_MOST = Duration.ofMinutes(2);
  private static final Duration NEXT = Duration.ofSeconds(10);

  private MemoryShortage() {}

  /// Starts programs in a service's container, which take memory and wait. Each takes less than the
  /// service has, so it is the service that the kernel ends.
  ///
  /// @param each mebibytes that one program takes
  static void ofService(Kubectl kubectl, String pod, int each) {
    List<Ran.Running> programs = new ArrayList<>();
    BooleanSupplier killed = () -> kubectl.lastEnd(pod).equals("OOMKilled");
    try {
      for (int port = 20_001; !killed.getAsBoolean(); port++) {
        if (port > 20_030) {
          throw new AssertionError(pod + " outlives all memory: " + programs.getLast());
        }
        Ran.Running program =
            kubectl.start(
                "exec",
                pod,
                "--",
                "/opt/java/bin/java",
                "-XX:+UseSerialGC",
                "-Xms" + each + "m",
                "-Xmx" + each + "m",
                "-XX:+AlwaysPreTouch",
                "-Djava.rmi.server.hostname=localhost",
                "--module",
                "java.rmi/sun.rmi.registry.RegistryImpl",
                String.valueOf(port));
        programs.add(program);
        try {
          Await.until(NEXT, "it is short of memory", killed);
        } catch (AssertionError stillEnough) {
          continue;
        }
      }
    } finally {
      programs.forEach(program -> program.process().destroyForcibly());
    }
  }

  /// Has Redis make one value after the other, which `maxmemory` does not bound within a script.
  static void ofRedis(Kubectl kubectl, String pod, String uri) {
    String script = "local t = {} for i = 1, 8192 do t[i] = string.rep('x', 1048576) .. i end";
    Ran.Running program =
        kubectl.start("exec", pod, "--", "redis-cli", "-u", uri, "EVAL", script, "0");
    try {
      Await.until(
          AT_MOST,
          "Redis is short of memory",
          () -> kubectl.lastEnd(pod).equals("OOMKilled") || endedWithAnswer(program));
      if (!kubectl.lastEnd(pod).equals("OOMKilled")) {
        Await.until(NEXT, "the cluster says so", () -> kubectl.lastEnd(pod).equals("OOMKilled"));
      }
    } finally {
      program.process().destroyForcibly();
    }
  }

  private static boolean endedWithAnswer(Ran.Running program) {
    return !program.process().isAlive();
  }
}
