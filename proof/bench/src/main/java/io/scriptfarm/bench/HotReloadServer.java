package io.scriptfarm.bench;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.ScriptCache;
import io.scriptfarm.delivery.pull.CacheAddress;
import io.scriptfarm.delivery.pull.DiskCache;
import io.scriptfarm.delivery.pull.KafkaFeed;
import io.scriptfarm.delivery.pull.ScriptSelection;
import io.scriptfarm.delivery.pull.ScriptSet;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.delivery.pull.ScriptSubscription;
import io.scriptfarm.delivery.replication.HeldScripts;
import io.scriptfarm.delivery.replication.ReplicationClient;
import io.scriptfarm.delivery.replication.ReplicationServer;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.queue.KafkaConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// A game server that follows a workspace, and clients that it hands scripts to, each with a Lua of
/// its own: `HotReloadServer CACHE WORKSPACE KEYS DISK MODULE CLIENTS KAFKA`, the last one empty
/// where the server hears of generations by events of the cache-service. All run one module, which
/// exports a function `edition`. For each edition a line tells when it ran where: `edition`,
/// `server` and `clients` (the last one) in milliseconds since 1970, and how many artifacts the
/// server and the clients have fetched so far.
public final class HotReloadServer {
  private static final Duration FIRST = Duration.ofMinutes(2);
  private static final long DISK_BYTES = 1L << 30;

  private final ProjectPath module;
  private final int clients;
  private final ReplicationServer replication;
  private final LuaHost host = new LuaHost(); // of the subscription's thread
  private final List<ReplicationClient> players = new ArrayList<>();
  private final ConcurrentMap<Integer, Edition> editions = new ConcurrentHashMap<>();

  private HotReloadServer(ProjectPath module, int clients) {
    this.module = module;
    this.clients = clients;
    this.replication =
        ReplicationServer.start(
            ReplicationServer.Config.on("127.0.0.1", 0), new ReplicationServer.Listener() {});
  }

  /// When an edition ran.
  private static final class Edition {
    private double server;
    private int running;

    synchronized void onServer() {
      server = now();
    }

    synchronized boolean onClient(int of) {
      running++;
      return running == of;
    }

    synchronized double server() {
      return server;
    }
  }

  public static void main(String[] args) throws Exception {
    WorkspaceName workspace = new WorkspaceName(args[1]);
    TrustedKeys keys = TrustedKeys.ofBase64(List.of(args[2].split(",")));
    HotReloadServer server =
        new HotReloadServer(new ProjectPath(args[4]), Integer.parseInt(args[5]));
    try (ScriptSource source =
            new ScriptSource(
                CacheAddress.of(URI.create(args[0])),
                ScriptSelection.of(workspace, keys).withManifestForClients(),
                new DiskCache(Path.of(args[3]), DISK_BYTES));
        ScriptSubscription subscription =
            ScriptSubscription.start(
                source,
                following(Optional.of(args[6]).filter(at -> !at.isEmpty())),
                server::switched)) {
      if (subscription.awaitFirst(FIRST).isEmpty()) {
        throw new IllegalStateException("no generation of " + workspace + " in time");
      }
      for (int i = 0; i < server.clients; i++) {
        server.players.add(server.join(workspace, keys, source));
      }
      System.in.transferTo(java.io.OutputStream.nullOutputStream()); // until it is closed
      server.players.forEach(ReplicationClient::close);
      server.replication.close();
    }
    System.exit(0);
  }

  private static ScriptSubscription.Following following(Optional<String> kafka) {
    ScriptSubscription.Following byEvents = ScriptSubscription.Following.as("bench");
    return kafka
        .map(at -> byEvents.by(new KafkaFeed(KafkaConfig.of(at, KafkaConfig.DEFAULT_PREFIX))))
        .orElse(byEvents);
  }

  private static double now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
  }

  private void switched(Optional<ScriptSet> before, ScriptSet now) {
    host.use(path -> now.load(path, Manifest.LUA).orElseThrow().utf8());
    before.ifPresent(
        old ->
            old.published()
                .manifest()
                .to(now.published().manifest())
                .changed()
                .forEach(host::changed));
    int edition = host.require(module).get("edition").call().toint();
    editions.computeIfAbsent(edition, _ -> new Edition()).onServer();
    replication.publish(now.published().forClients().orElseThrow(), now::find);
  }

  private ReplicationClient join(WorkspaceName workspace, TrustedKeys keys, ScriptSource source) {
    URI uri = URI.create("ws://127.0.0.1:" + replication.port() + "/scripts");
    Player player = new Player(source);
    ReplicationClient client =
        ReplicationClient.start(
            ReplicationClient.Config.of(uri, workspace, keys), ScriptCache.inMemory(), player);
    player.client.complete(client);
    return client;
  }

  /// A client that runs the module, and again what changes.
  private final class Player implements ReplicationClient.Listener {
    final java.util.concurrent.CompletableFuture<ReplicationClient> client =
        new java.util.concurrent.CompletableFuture<>();
    private final ScriptSource source;
    private final LuaHost lua = new LuaHost();
    private Optional<Manifest> before = Optional.empty();

    Player(ScriptSource source) {
      this.source = source;
    }

    @Override
    public void switched(HeldScripts scripts) {
      lua.use(path -> text(scripts, path));
      before.ifPresent(old -> old.to(scripts.manifest()).changed().forEach(lua::changed));
      before = Optional.of(scripts.manifest());
      int number = lua.require(module).get("edition").call().toint();
      Edition edition = editions.computeIfAbsent(number, _ -> new Edition());
      if (edition.onClient(clients)) {
        tell(number, edition.server(), now());
      }
    }

    private String text(HeldScripts scripts, ProjectPath path) {
      PackedScript script = scripts.find(path).orElseGet(() -> client.join().require(path).join());
      return script.content().utf8();
    }

    @Override
    public void execute(HeldScripts scripts, ProjectPath path, PackedScript script) {}

    private void tell(int edition, double onServer, double onClients) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("edition", edition);
      line.put("server", onServer);
      line.put("clients", onClients);
      line.put("fetched", source.counters().fromFarm());
      line.put("fetchedByClients", players.stream().mapToLong(p -> p.counts().artifacts()).sum());
      System.out.println(Json.write(line));
    }
  }
}
