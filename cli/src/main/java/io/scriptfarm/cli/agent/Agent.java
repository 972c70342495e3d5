package io.scriptfarm.cli.agent;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Farm;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.contract.wire.Pause;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Serves the launcher on a port of this machine's loopback: one connection is one command. Who
/// knows the {@link Credentials} may ask; the answer begins with the agent's own, then come
/// {@link Frames}. A connection that is closed before the command's end interrupts the command.
///
/// An agent that is not the launcher's (built anew since, of another repository, with another
/// umask) says `other`, takes no more commands and ends with those that it has. It ends, too, when
/// nobody asks for a while.
final class Agent implements AutoCloseable {
  /// What a launcher may take to say what it wants; it says it at once.
  private static final Duration REQUEST = Duration.ofSeconds(5);

  /// How often a launcher hears that its command goes on.
  private static final Duration PULSE = Duration.ofSeconds(5);

  /// After so long without a command, what is cheap to get again is let go: connections, free heap.
  private static final Duration REST = Duration.ofMinutes(1);

  private final Path home;
  private final Path repository;
  private final String umask;
  private final Credentials credentials;
  private final Duration idle;
  private final ClassPath started = ClassPath.now();
  private final Session session = new Session();
  private final ServerSocket server;
  private final AtomicInteger active = new AtomicInteger();
  private final ExecutorService commands =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("command-", 1).factory());
  private volatile boolean retired;
  private volatile long lastUsed = System.nanoTime();

  /// @param home the only farm's folder that it serves
  /// @param repository the only launcher's folder that it serves
  /// @param umask the only one that it serves: files get it from this process
  /// @param idle how long it stays without a command
  Agent(Path home, Path repository, String umask, Credentials credentials, Duration idle)
      throws IOException {
    this.home = home;
    this.repository = repository;
    this.umask = umask;
    this.credentials = credentials;
    this.idle = idle;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  int port() {
    return server.getLocalPort();
  }

  /// Serves until it is no longer wanted.
  void serve() throws IOException {
    boolean rested = false;
    while (!retired) {
      Duration quiet = Duration.ofNanos(System.nanoTime() - lastUsed);
      boolean busy = active.get() > 0;
      if (!busy && quiet.compareTo(idle) >= 0) {
        return;
      }
      if (!busy && !rested && quiet.compareTo(REST) >= 0) {
        session.close();
        System.gc(); // gives the free part of the heap back
        rested = true;
      }
      Duration wait = busy ? REST : (rested || idle.compareTo(REST) < 0 ? idle : REST).minus(quiet);
      server.setSoTimeout(Math.max(1, (int) wait.toMillis()));
      Socket socket;
      try {
        socket = server.accept();
      } catch (SocketTimeoutException e) {
        continue;
      } catch (IOException e) {
        if (retired) {
          return;
        }
        throw e;
      }
      rested = false;
      active.incrementAndGet();
      commands.execute(
          () -> {
            try (socket) {
              answer(socket);
            } catch (IOException e) {
              // The launcher is gone, and with it who would want to know.
            } finally {
              lastUsed = System.nanoTime();
              active.decrementAndGet();
            }
          });
    }
  }

  private void answer(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) REQUEST.toMillis());
    InputStream in = new BufferedInputStream(socket.getInputStream());
    Invocation invocation = Invocation.read(in);
    if (!MessageDigest.isEqual(
        invocation.secret().getBytes(StandardCharsets.UTF_8),
        credentials.secret().getBytes(StandardCharsets.UTF_8))) {
      return;
    }
    Frames frames = new Frames(new BufferedOutputStream(socket.getOutputStream()));
    frames.line("hello " + credentials.proof());
    socket.setSoTimeout(0);
    if (invocation.arguments().isEmpty()) {
      return; // only asked whether anybody answers
    }
    if (!isFor(invocation)) {
      frames.line("other");
      retired = true;
      server.close();
      return;
    }
    Thread command = Thread.currentThread();
    Thread.ofVirtual().start(() -> watch(in, frames, command));
    Thread pulse = Thread.ofVirtual().start(() -> beat(frames));
    try {
      frames.line("X " + run(invocation, frames) + " " + credentials.proof());
    } finally {
      pulse.interrupt();
    }
  }

  private boolean isFor(Invocation invocation) throws IOException {
    return !retired
        && repository.equals(Path.of(invocation.repository()).toRealPath())
        && umask.equals(invocation.umask())
        && started.equals(ClassPath.now());
  }

  private int run(Invocation invocation, Frames frames) throws IOException {
    Settings settings =
        new Settings(
            Path.of(invocation.current()).toRealPath(), repository, home, invocation.environment());
    PrintStream out = frames.out();
    Console console = Console.of(out, frames.err(), invocation.environment());
    int code = Farm.run(invocation.arguments().toArray(String[]::new), settings, console, session);
    out.flush();
    return code;
  }

  /// Takes the launcher's answers, and ends the command with the launcher.
  private static void watch(InputStream in, Frames frames, Thread command) {
    try {
      for (int answer = in.read(); answer >= 0; answer = in.read()) {
        frames.answered(answer == '+');
      }
      command.interrupt();
    } catch (IOException e) {
      command.interrupt();
    }
  }

  private static void beat(Frames frames) {
    try {
      while (true) {
        Pause.of(PULSE);
        frames.alive();
      }
    } catch (InterruptedException | IOException e) {
      // The command has ended, or its launcher.
    }
  }

  /// Takes no more commands, and waits for the end of those that run.
  @Override
  public void close() throws IOException {
    retired = true;
    server.close();
    commands.close();
    session.close();
  }
}
