package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.publication.SignedManifest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// Hands published scripts to the clients of a game over WebSockets (requirements R21 to R23), as
/// docs/replication.md has it: each client gets the current generation's manifest, asks for what it
/// lacks, and is told what to run. Thread-safe.
public final class ReplicationServer implements AutoCloseable {
  /// The WebSocket subprotocol that clients must offer.
  public static final String SUBPROTOCOL = "scriptfarm.replication.v1";

  private static final int GOING_AWAY = 1001; // RFC 6455, section 7.4.1
  private static final Duration START_AND_STOP = Duration.ofSeconds(10);

  private final Config config;
  private final Listener listener;
  private final Vertx vertx;
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final AtomicLong ids = new AtomicLong();
  private final LongAdder scriptBytes = new LongAdder();
  private volatile ServedGenerations generations = ServedGenerations.NONE;
  private final int port;

  /// Where and for whom a server is there.
  ///
  /// @param host the address to listen on
  /// @param port 0 for any that is free, see {@link ReplicationServer#port}
  /// @param path of the WebSocket, such as `/scripts`
  /// @param maxClients how many may be connected; others get HTTP 503
  /// @param admission who may connect
  /// @param silence after which a client is cut: it is asked three times in between
  /// @param patience after which a client is cut that moves nothing and is not ready
  public record Config(
      String host,
      int port,
      String path,
      int maxClients,
      Admission admission,
      Duration silence,
      Duration patience) {

    /// For a thousand clients that anybody may be, 30 s of silence, a minute of patience.
    public static Config on(String host, int port) {
      return new Config(
          host,
          port,
          "/scripts",
          1000,
          token -> Optional.of("player"),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1));
    }

    public Config admitting(Admission rule) {
      return new Config(host, port, path, maxClients, rule, silence, patience);
    }

    public Config cuttingAfter(Duration newSilence, Duration newPatience) {
      return new Config(host, port, path, maxClients, admission, newSilence, newPatience);
    }
  }

  /// Decides who may connect. May block; called from several threads.
  @FunctionalInterface
  public interface Admission {
    /// @param token of `Authorization: Bearer`, empty without
    /// @return the name by which the game knows the client, or empty to answer with HTTP 401
    Optional<String> admit(String token);
  }

  /// A connected client.
  ///
  /// @param id of the connection: a client that comes again gets another
  /// @param name as {@link Admission} gave it
  public record Peer(long id, String name, String address) {}

  /// Hears of clients, from threads that must not be blocked; a client's events come in order.
  public interface Listener {
    /// The client runs this generation: what it needs at once is there and verified.
    default void ready(Peer client, long generation) {}

    /// The client got an artifact that was not what the manifest says, and asks again.
    default void damaged(Peer client, ProjectPath path) {}

    /// The client broke the protocol, or did not answer, and is cut.
    default void refused(Peer client, String reason) {}

    /// The connection ended.
    default void left(Peer client) {}
  }

  /// Starts to listen. Clients that come before something is published wait.
  ///
  /// @throws IllegalStateException when it cannot listen there
  public static ReplicationServer start(Config config, Listener listener) {
    return new ReplicationServer(config, listener);
  }

  private ReplicationServer(Config config, Listener listener) {
    this.config = config;
    this.listener = listener;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    HttpServer server =
        vertx
            .createHttpServer(options())
            .webSocketHandshakeHandler(this::shakeHands)
            .webSocketHandler(_ -> {}); // without one there are no handshakes
    try {
      this.port = finished(server.listen(config.port(), config.host())).actualPort();
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .addWebSocketSubProtocol(SUBPROTOCOL)
        // What travels is packed; compression would only be a way to send bombs.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setMaxWebSocketFrameSize(Codec.MAX_BYTES)
        .setWebSocketClosingTimeout(2)
        .setTcpNoDelay(true)
        .setIdleTimeout(Math.toIntExact(2 * config.silence().toMillis()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  /// The port that it listens on.
  public int port() {
    return port;
  }

  /// Switches all clients to a generation. The one before stays to be had, for those that are in
  /// the middle of it. Returns before the clients have anything; see {@link Listener#ready}.
  ///
  /// @param replicated the manifest for clients, verified before
  /// @param artifacts reads what the manifest names; may block, is called from several threads
  /// @throws IllegalArgumentException when that is no later generation, or not for clients
  public synchronized void publish(
      SignedManifest replicated, Function<Digest, Optional<PackedScript>> artifacts) {
    generations = generations.then(new ServedGeneration(replicated, artifacts));
    clients.forEach(client -> client.connection().later(client.session()::published));
  }

  /// Has all clients run scripts of the current generation, in this order. Those that lack them
  /// fetch them first; those that are not ready do it then.
  ///
  /// @throws IllegalArgumentException when the generation does not name one of them
  public void execute(List<ProjectPath> paths) {
    check(paths);
    clients.forEach(client -> client.connection().later(() -> client.session().execute(paths)));
  }

  /// The same for one client; nothing happens when it is gone.
  public void execute(Peer peer, List<ProjectPath> paths) {
    check(paths);
    clients.stream()
        .filter(client -> client.peer().equals(peer))
        .forEach(client -> client.connection().later(() -> client.session().execute(paths)));
  }

  private void check(Collection<ProjectPath> paths) {
    Optional<ServedGeneration> current = generations.current();
    for (ProjectPath path : paths) {
      if (current.flatMap(served -> served.entry(path)).isEmpty()) {
        throw new IllegalArgumentException(
            "the current generation has no " + path + " for clients");
      }
    }
  }

  /// Who is connected.
  public List<Peer> clients() {
    return clients.stream().map(Client::peer).toList();
  }

  /// Bytes of scripts and manifests that sockets have taken since the start.
  public long bytesSent() {
    return scriptBytes.sum();
  }

  /// Says goodbye to all clients and stops to listen.
  @Override
  public void close() {
    clients.forEach(
        client ->
            client
                .connection()
                .later(
                    () -> client.connection().close(GOING_AWAY, "the server stops; come again")));
    finished(vertx.close());
    blocking.shutdownNow();
  }

  private static <T> T finished(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(START_AND_STOP.toSeconds(), TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException("replication server: " + e.getCause(), e);
    }
  }

  private void shakeHands(ServerWebSocketHandshake handshake) {
    Context context = vertx.getOrCreateContext();
    int refusal = refusal(handshake);
    if (refusal > 0) {
      var _ = handshake.reject(refusal);
      return;
    }
    String token = bearer(Optional.ofNullable(handshake.headers().get("Authorization")).orElse(""));
    blocking.execute(
        () -> {
          Optional<String> name = admit(token);
          context.runOnContext(_ -> answer(handshake, name, context));
        });
  }

  private Optional<String> admit(String token) {
    try {
      return config.admission().admit(token);
    } catch (RuntimeException e) {
      Thread.currentThread()
          .getUncaughtExceptionHandler()
          .uncaughtException(Thread.currentThread(), e); // its code failed: the game's to hear of
      return Optional.empty();
    }
  }

  private void answer(ServerWebSocketHandshake handshake, Optional<String> name, Context context) {
    if (name.isEmpty()) {
      var _ = handshake.reject(401);
      return;
    }
    String address = String.valueOf(handshake.remoteAddress());
    Peer peer = new Peer(ids.incrementAndGet(), name.get(), address);
    handshake.accept().onSuccess(socket -> welcome(peer, socket, context));
  }

  /// The HTTP status to refuse with, 0 for none.
  private int refusal(ServerWebSocketHandshake handshake) {
    String offered =
        Optional.ofNullable(handshake.headers().get("Sec-WebSocket-Protocol")).orElse("");
    if (!handshake.path().equals(config.path())) {
      return 404;
    }
    if (Arrays.stream(offered.split(",")).map(String::strip).noneMatch(SUBPROTOCOL::equals)) {
      return 400;
    }
    return clients.size() < config.maxClients() ? 0 : 503;
  }

  private static String bearer(String authorization) {
    String scheme = "Bearer ";
    return authorization.startsWith(scheme) ? authorization.substring(scheme.length()) : "";
  }

  private void welcome(Peer peer, ServerWebSocket socket, Context context) {
    ServerConnection connection = new ServerConnection(socket, context, blocking, scriptBytes);
    ServerSession session =
        new ServerSession(peer, connection, () -> generations, config, listener, System::nanoTime);
    Client client = new Client(peer, connection, session);
    clients.add(client);
    long asking =
        vertx.setPeriodic(config.silence().toMillis() / 3, _ -> connection.later(session::tick));
    connection.open(
        session,
        () -> {
          vertx.cancelTimer(asking);
          clients.remove(client);
          listener.left(peer);
        });
  }

  private record Client(Peer peer, ServerConnection connection, ServerSession session) {}
}
