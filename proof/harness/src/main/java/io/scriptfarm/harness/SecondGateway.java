package io.scriptfarm.harness;

import io.scriptfarm.embedded.EndWithJvm;
import io.scriptfarm.embedded.Ports;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One more gateway of a farm, which nobody looks after: the farm's own command on another port.
/// Closing ends it.
public final class SecondGateway implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final String PORT = "-Dquarkus.http.port=";

  private final List<String> command;
  private final Path log;
  private final int port;
  private Process process;
  private EndWithJvm endWithJvm;

  private SecondGateway(List<String> command, Path log, int port) {
    this.command = command;
    this.log = log;
    this.port = port;
    this.process = start();
    this.endWithJvm = EndWithJvm.process(process.pid());
  }

  /// Starts one and returns when it listens.
  public static SecondGateway of(FarmProcess farm) {
    ProcessHandle.Info first = ProcessHandle.of(farm.pid("gateway")).orElseThrow().info();
    int port = Ports.free();
    List<String> command = new ArrayList<>(List.of(first.command().orElseThrow()));
    for (String argument : first.arguments().orElseThrow()) {
      command.add(argument.startsWith(PORT) ? PORT + port : argument);
    }
    Path log = farm.home().resolve("logs").resolve("second-gateway.log");
    SecondGateway gateway = new SecondGateway(command, log, port);
    Await.until(START, "a second gateway listens", gateway::listens);
    return gateway;
  }

  private Process start() {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts one that was killed on the same port, and returns at once.
  public void startAgain() {
    endWithJvm.close();
    process = start();
    endWithJvm = EndWithJvm.process(process.pid());
  }

  private boolean listens() {
    try (Socket _ = new Socket("127.0.0.1", port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /// Ends it by SIGKILL, and returns when it is gone.
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Ends it in good order, and returns when it is gone.
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    endWithJvm.close();
  }
}
