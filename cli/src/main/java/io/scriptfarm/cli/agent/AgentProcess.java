package io.scriptfarm.cli.agent;

import io.scriptfarm.cli.run.Daemon;
import io.scriptfarm.cli.run.FarmHome;
import io.scriptfarm.cli.run.RunException;
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
import org.jspecify.annotations.Nullable;

/// The process of an agent. There is one for a user and a farm's folder, the one that holds the
/// lock; a second one ends at once, unless the first does not answer: then it takes its place.
///
/// Arguments: the farm's folder, the agent's name (which begins its files), the repository, the
/// umask. `FARM_AGENT_IDLE` says how long it stays without a command, in ISO-8601, such as `PT5M`.
public final class AgentProcess {
  private static final Duration IDLE = Duration.ofMinutes(15);

  /// An agent answers at once, or it is stuck.
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private AgentProcess() {}

  public static void main(String[] args) throws IOException, RunException {
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

  private static @Nullable FileLock lock(FileChannel channel, Path file, Daemon daemon)
      throws IOException, RunException {
    FileLock lock = channel.tryLock();
    if (lock == null && daemon.find().isPresent() && !answers(file)) {
      daemon.stop(Duration.ofSeconds(1));
      lock = channel.tryLock();
    }
    return lock;
  }

  private static boolean answers(Path file) throws IOException {
    Credentials.Address address = Credentials.read(file).orElse(null);
    if (address == null) {
      return true; // it starts or ends at this moment
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.port())) {
      socket.setSoTimeout((int) ANSWER.toMillis());
      String ask = address.credentials().secret() + "\0" + "\0/\0" + "0\0\0\0";
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.UTF_8));
      byte[] hello = ("hello " + address.credentials().proof()).getBytes(StandardCharsets.UTF_8);
      return java.util.Arrays.equals(hello, socket.getInputStream().readNBytes(hello.length));
    } catch (IOException e) {
      return false;
    }
  }
}
