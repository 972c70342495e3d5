package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.ScriptCache;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Gets the scripts of a game server to one of its clients (requirements R21 to R23): what comes
/// first at once, the rest when it is required or to be run, and each newer generation's difference
/// as it is published. Nothing is handed out that is not signed for and verified. A connection that
/// is cut is made again, and goes on where it was. Thread-safe.
public final class ReplicationClient implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  // How often whoever waits asks within the silence after which a connection counts as cut.
  private static final int QUESTIONS = 30;

  private final Config config;
  private final Listener listener;
  private final ReplicationMeters meters = new ReplicationMeters();
  private final Replica replica;
  private final BlockingQueue<GameThread.Step> mailbox = new LinkedBlockingQueue<>();
  private final HttpClient http;
  private final ExecutorService game =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("replication-game").factory());
  private final Thread thread;
  private volatile Optional<String> over = Optional.empty();

  /// Where to get scripts from, and which to believe.
  ///
  /// @param server `ws://host:port/path`, or `wss:`
  /// @param token for the server's admission
  /// @param keys the farm's public keys, known beforehand
  /// @param kinds of artifacts that this client can run, the best first: `lua54`, `lua`, …
  /// @param atLeast the highest generation that was run before, so that none before it is taken
  /// @param backoff between attempts to connect; after the last one the client gives up
  /// @param silence after which a connection counts as cut; the server asks more often than that
  public record Config(
      URI server,
      Optional<String> token,
      WorkspaceName workspace,
      TrustedKeys keys,
      List<String> kinds,
      long atLeast,
      Backoff backoff,
      Duration silence) {
    public Config {
      kinds = List.copyOf(kinds);
    }

    /// For Lua, without a token, from any generation on.
    public static Config of(URI server, WorkspaceName workspace, TrustedKeys keys) {
      return new Config(
          server,
          Optional.empty(),
          workspace,
          keys,
          List.of(Manifest.LUA),
          0,
          Backoff.STANDARD,
          Duration.ofSeconds(30));
    }

    public Config withToken(String newToken) {
      return new Config(
          server, Optional.of(newToken), workspace, keys, kinds, atLeast, backoff, silence);
    }

    public Config withKinds(List<String> newKinds) {
      return new Config(server, token, workspace, keys, newKinds, atLeast, backoff, silence);
    }

    public Config startingAt(long generation) {
      return new Config(server, token, workspace, keys, kinds, generation, backoff, silence);
    }

    public Config retrying(Backoff newBackoff) {
      return new Config(server, token, workspace, keys, kinds, atLeast, newBackoff, silence);
    }

    public Config cuttingAfter(Duration newSilence) {
      return new Config(server, token, workspace, keys, kinds, atLeast, backoff, newSilence);
    }
  }

  /// The game. Called one at a time, on a thread that may block and may wait for what it requires.
  public interface Listener {
    /// From now on these are the scripts; all that was held of the generation before, and what
    /// comes first, is there.
    void switched(HeldScripts scripts);

    /// The server says to run this.
    void execute(HeldScripts scripts, ProjectPath path, PackedScript script);

    /// A script that was to run cannot be had; what was to run after it does.
    default void unavailable(ProjectPath path, String reason) {}

    /// The server broke the protocol or cannot be believed. What runs goes on, and the client
    /// connects again.
    default void refused(String reason) {}

    /// The client gave up; what runs goes on, nothing new comes.
    default void lost(String reason) {}
  }

  /// What has happened since the start.
  ///
  /// @param artifacts that were fetched and verified
  /// @param chunks that arrived
  /// @param damaged artifacts that arrived with other content, and were asked for again
  /// @param connections that were made
  public record Counts(long artifacts, long chunks, long damaged, long connections) {}

  /// Begins to connect; returns at once.
  ///
  /// @param cache where artifacts are looked for and kept
  public static ReplicationClient start(Config config, ScriptCache cache, Listener listener) {
    ReplicationClient client = new ReplicationClient(config, cache, listener);
    client.thread.start();
    return client;
  }

  private ReplicationClient(Config config, ScriptCache cache, Listener listener) {
    this.config = config;
    this.listener = listener;
    this.replica = new Replica(config, cache, listener, this::callGame, meters);
    this.http = HttpClient.newBuilder().connectTimeout(config.silence()).build();
    this.thread = Thread.ofVirtual().name("replication").unstarted(this::run);
  }

  /// The generation that runs; empty until the first is there.
  public Optional<HeldScripts> current() {
    return replica.current();
  }

  /// The script of the current generation, fetched if it is not here; waits for the first one.
  /// Fails with {@link java.util.NoSuchElementException} when there is no such script for clients,
  /// and with {@link IOException} when it cannot be had. Completes on the client's own thread: what
  /// depends on it and takes time belongs elsewhere.
  public CompletableFuture<PackedScript> require(ProjectPath path) {
    Optional<PackedScript> here = current().flatMap(scripts -> scripts.find(path));
    if (here.isPresent()) {
      return CompletableFuture.completedFuture(here.get());
    }
    CompletableFuture<PackedScript> future = new CompletableFuture<>();
    mailbox.add(() -> replica.require(path, future));
    over.ifPresent(reason -> future.completeExceptionally(new IOException(reason)));
    return future;
  }

  public Counts counts() {
    return meters.counts();
  }

  /// Ends the connection; what is being waited for fails.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void callGame(Runnable call, GameThread.Step then) {
    game.execute(
        () -> {
          try {
            call.run();
          } finally {
            mailbox.add(then);
          }
        });
  }

  private void run() {
    String reason = "closed";
    int failures = 0;
    boolean wanted = true;
    while (wanted && config.backoff().allows(failures)) {
      long chunks = meters.chunks.get();
      try {
        if (failures > 0) {
          config.backoff().pause(failures);
        }
        follow();
        wanted = false;
      } catch (ProtocolException e) {
        reason = String.valueOf(e.getMessage());
        failures++;
        String told = reason;
        callGame(() -> listener.refused(told), () -> {});
      } catch (InterruptedIOException e) {
        wanted = false;
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
        boolean gotOn = replica.isReady() || meters.chunks.get() > chunks;
        failures = gotOn ? 1 : failures + 1;
      } finally {
        replica.disconnected();
      }
    }
    end(reason, wanted);
  }

  /// Connects, and does what the server and the game say; returns when the game closes.
  private void follow() throws ProtocolException, IOException {
    Inbox inbox = new Inbox();
    try (ClientConnection connection = ClientConnection.open(http, config, inbox)) {
      meters.connections.incrementAndGet();
      replica.connected(connection);
      connection.ask(); // the server says nothing before
      try {
        while (true) {
          next(inbox, connection).run();
        }
      } catch (ProtocolException e) {
        connection.close(e.violation(), e.reason());
        throw e;
      } catch (IOException e) {
        connection.abort();
        throw e;
      } catch (InterruptedException e) {
        // The game closes, and this thread ends.
      }
    } finally {
      inbox.open = false;
    }
  }

  /// What to do next. Java's WebSocket loses the end of a connection that comes while a message is
  /// dealt with (decision 17), so whoever waits asks: a dead connection refuses that.
  private GameThread.Step next(Inbox inbox, ClientConnection connection)
      throws IOException, InterruptedException {
    Duration quiet = config.silence().dividedBy(QUESTIONS);
    Duration wait =
        replica.isPostponing() ? LOOK_AGAIN : replica.isExpecting() ? quiet : config.silence();
    GameThread.Step step = mailbox.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (step != null) {
      return step;
    }
    long silent = System.nanoTime() - inbox.heard;
    if (silent > config.silence().toNanos()) {
      throw new IOException("nothing was heard for " + config.silence().toSeconds() + " s");
    }
    if (replica.isExpecting() && silent > quiet.toNanos()) {
      connection.ask();
    }
    return replica::ask;
  }

  private void end(String reason, boolean lost) {
    over = Optional.of(reason);
    for (GameThread.Step step = mailbox.poll(); step != null; step = mailbox.poll()) {
      try {
        step.run();
      } catch (ProtocolException | IOException e) {
        // Nobody is there any more to tell.
      }
    }
    replica.lost(reason);
    if (lost) {
      game.execute(() -> listener.lost(reason));
    }
    game.shutdown();
    http.shutdownNow();
  }

  /// What one connection brings, as steps of this client's thread; nothing once that is over.
  private final class Inbox implements ClientConnection.Arrivals {
    private volatile boolean open = true;
    private volatile long heard = System.nanoTime();

    private void add(GameThread.Step step) {
      heard = System.nanoTime();
      mailbox.add(
          () -> {
            if (open) {
              step.run();
            }
          });
    }

    @Override
    public void message(ByteBuffer message, Runnable next) {
      add(
          () -> {
            replica.received(message);
            next.run();
          });
    }

    @Override
    public void alive() {
      heard = System.nanoTime();
    }

    @Override
    public void violation(ProtocolException cause) {
      add(
          () -> {
            throw cause;
          });
    }

    @Override
    public void ended(String reason) {
      add(
          () -> {
            throw new IOException(reason);
          });
    }
  }
}
