package io.scriptfarm.cli.agent;

import io.scriptfarm.cli.run.Daemon;
import io.scriptfarm.cli.run.FarmHome;
import io.scriptfarm.cli.run.RunException;
import io.scriptfarm.contract.wire.Pause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The process of an agent. There is one for a user and a farm's folder, the one that holds the
/// lock; a second one ends at once, unless the first does not answer: then it takes its place.
///
/// Arguments: the farm's folder, the agent's name (which begins its files), the repository, the
/// umask. `FARM_AGENT_IDLE` says how long it stays without a command, in ISO-8601, such as `PT5M`.
public final class AgentProcess {
  private static final Duration IDLE = Duration.ofMinutes(15);

  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration STOP = Duration.ofSeconds(1);

  private AgentProcess() {}

  public static void main(String[] args) throws IOException, RunException, InterruptedException {
    FarmHome home = new FarmHome(Path.of(args[0]).toRealPath());
    String name = args[1];
    home.createFolders();
    Path file = home.folder().resolve("run").resolve(name);
    Daemon daemon = new Daemon(home, name);
    try (FileChannel channel =
        FileChannel.open(
            file.resolveSibling(name + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      FileLock lock = lock(channel, file, daemon);
      if (lock == null) {
        return;
      }
      Credentials credentials = Credentials.create();
      Path repository = Path.of(args[2]).toRealPath();
      try (Agent agent = new Agent(home.folder(), repository, args[3], credentials, idle())) {
        daemon.enrol();
        credentials.write(file, agent.port());
        agent.serve();
        Files.deleteIfExists(file);
        daemon.strike();
        lock.release(); // the next agent may serve while this one finishes what it has
      }
    }
  }

  private static Duration idle() {
    String setting = System.getenv("FARM_AGENT_IDLE");
    return setting == null || setting.isEmpty() ? IDLE : Duration.parse(setting);
  }

  /// The lock; none when another agent serves. One that has the lock and does not answer starts or
  /// ends, which is quick, or it is stuck, and is ended.
  private static @Nullable FileLock lock(FileChannel channel, Path file, Daemon daemon)
      throws IOException, RunException, InterruptedException {
    FileLock lock = await(channel, () -> answers(file));
    if (lock == null && !answers(file)) {
      daemon.stop(STOP);
      lock = await(channel, () -> false); // threads of a process that ends may outlive it a little
    }
    return lock;
  }

  private static @Nullable FileLock await(FileChannel channel, BooleanSupplier givenUp)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    FileLock lock = channel.tryLock();
    while (lock == null && System.nanoTime() < deadline && !givenUp.getAsBoolean()) {
      Pause.of(POLL);
      lock = channel.tryLock();
    }
    return lock;
  }

  private static boolean answers(Path file) {
    try {
      Credentials.Address address = Credentials.read(file).orElse(null);
      return address != null && answers(address);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answers(Credentials.Address address) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.port())) {
      socket.setSoTimeout((int) ANSWER.toMillis());
      String ask = address.credentials().secret() + "\0\0\0" + "0\0\0\0"; // no arguments
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.UTF_8));
      byte[] hello = ("hello " + address.credentials().proof()).getBytes(StandardCharsets.UTF_8);
      return Arrays.equals(hello, socket.getInputStream().readNBytes(hello.length));
    }
  }
}
