package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.PackedScript.DamagedException;
import io.scriptfarm.delivery.ScriptCache;
import io.scriptfarm.delivery.replication.Message.ArtifactState;
import io.scriptfarm.delivery.replication.Message.ExecuteScript;
import io.scriptfarm.delivery.replication.Message.GenerationReady;
import io.scriptfarm.delivery.replication.Message.Reason;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.delivery.replication.Message.ScriptRefused;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.delivery.replication.Message.ScriptVerify;
import io.scriptfarm.delivery.replication.Message.Verified;
import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import io.scriptfarm.publication.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// What a client holds, wants and was told, whatever connection it came by. All calls come from one
/// thread.
final class Replica {
  private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

  private final ReplicationClient.Config config;
  private final ScriptCache cache;
  private final ReplicationClient.Listener listener;
  private final GameThread gameThread;
  private final ReplicationMeters meters;

  private Optional<Sender> sender = Optional.empty();
  private final ManifestVerifier manifests;
  private boolean greeted; // whether this connection has brought a manifest
  private boolean ready; // whether this connection knows that this client runs the newest
  private boolean calling;
  private volatile Optional<HeldScripts> current = Optional.empty();
  private Optional<NextGeneration> next = Optional.empty();
  private final Downloads downloads = new Downloads();
  private final RequiredScripts required = new RequiredScripts();
  private final RunQueue toRun = new RunQueue();

  Replica(
      ReplicationClient.Config config,
      ScriptCache cache,
      ReplicationClient.Listener listener,
      GameThread gameThread,
      ReplicationMeters meters) {
    this.config = config;
    this.manifests = new ManifestVerifier(config);
    this.cache = cache;
    this.listener = listener;
    this.gameThread = gameThread;
    this.meters = meters;
  }

  /// Sends messages; blocks until the socket has them.
  interface Sender {
    void send(Message message) throws IOException;
  }

  /// The generation that counts. For every thread.
  Optional<HeldScripts> current() {
    return current;
  }

  /// Whether this connection has come as far as to run what the server serves.
  boolean isReady() {
    return ready;
  }

  void connected(Sender newSender) {
    sender = Optional.of(newSender);
  }

  void disconnected() {
    sender = Optional.empty();
    greeted = false;
    ready = false;
    downloads.cut();
  }

  /// Gives up: nothing comes any more.
  void lost(String reason) {
    required.paths().forEach(path -> required.fail(path, new IOException(reason)));
  }

  void received(ByteBuffer bytes) throws ProtocolException, IOException {
    switch (Codec.decode(bytes)) {
      case ScriptManifest manifest -> prepare(manifests.open(manifest));
      case ScriptChunk chunk -> chunk(chunk);
      case ScriptRefused(int stream, Reason reason) -> refused(stream, reason);
      case ExecuteScript(long generation, var paths) -> execute(generation, paths);
      default -> throw forbidden("that is for clients to say");
    }
    proceed();
  }

  private static ProtocolException forbidden(String message) {
    return new ProtocolException(Violation.FORBIDDEN, message);
  }

  // --- generations

  /// Finds out what is missing of a generation: of what comes first, and of what is held.
  private void prepare(Manifest manifest) throws ProtocolException {
    greeted = true;
    ready = false;
    HeldScripts set =
        current
            .filter(held -> held.generation() == manifest.generation())
            .orElseGet(() -> new HeldScripts(manifest, config.kinds()));
    NextGeneration preparing = new NextGeneration(set, this::known);
    for (ProjectPath path : ServedGeneration.first(manifest)) {
      if (set.choice(path).isEmpty()) {
        throw forbidden("%s is in none of the kinds %s".formatted(path, config.kinds()));
      }
      preparing.include(path);
    }
    current.map(HeldScripts::held).orElse(Set.of()).stream().sorted().forEach(preparing::include);
    next = Optional.of(preparing);
    wantAgain();
  }

  /// An artifact that is here: in use, or in the cache.
  private Optional<PackedScript> known(ProjectPath path, Digest digest) {
    Predicate<PackedScript> right = script -> script.digest().equals(digest);
    return current
        .flatMap(set -> set.find(path))
        .filter(right)
        .or(() -> cache.find(digest).filter(right));
  }

  /// Does what can be done now: switches, runs, asks.
  private void proceed() throws IOException {
    if (!calling && next.isPresent() && next.get().isComplete()) {
      switchTo(next.get().scripts());
    }
    if (!calling) {
      runNext();
    }
    ask();
  }

  private void switchTo(HeldScripts set) throws IOException {
    next = Optional.empty();
    if (current.filter(set::equals).isPresent()) {
      acknowledge();
      return;
    }
    current = Optional.of(set);
    toRun.retain(set);
    for (ProjectPath path : required.paths()) {
      settle(path);
    }
    wantAgain();
    call(() -> listener.switched(set), this::acknowledge);
  }

  private void call(Runnable game, GameThread.Step then) {
    calling = true;
    gameThread.call(
        game,
        () -> {
          calling = false;
          then.run();
          proceed();
        });
  }

  /// Tells the server what is here and that it runs, if it still is the newest.
  private void acknowledge() throws IOException {
    if (greeted && next.isEmpty() && current.isPresent()) {
      report(current.get().held());
      send(new GenerationReady(current.get().generation()));
      ready = true;
    }
  }

  private void report(Collection<ProjectPath> paths) throws IOException {
    HeldScripts set = current.orElseThrow();
    List<Verified> results = new ArrayList<>();
    for (ProjectPath path : paths) {
      Digest digest = set.find(path).orElseThrow().digest();
      boolean runs = toRun.runs(path, digest);
      results.add(
          new Verified(path, digest, runs ? ArtifactState.RUNNING : ArtifactState.VERIFIED));
    }
    for (ScriptVerify message : ScriptVerify.of(set.generation(), results)) {
      send(message);
    }
  }

  private void send(Message message) throws IOException {
    if (sender.isPresent()) {
      sender.get().send(message);
    }
  }

  // --- scripts

  /// Completes `future` with the script of the current generation, or the first that becomes that.
  void require(ProjectPath path, CompletableFuture<PackedScript> future) throws IOException {
    required.add(path, future);
    settle(path);
    proceed();
  }

  /// Gives whoever requires a path its script, if that is here, or fetches it.
  private void settle(ProjectPath path) throws IOException {
    if (current.isEmpty()) {
      return;
    }
    HeldScripts set = current.get();
    if (set.choice(path).isEmpty()) {
      required.fail(
          path,
          new NoSuchElementException(
              "generation %d has no %s for clients".formatted(set.generation(), path)));
      return;
    }
    Optional<PackedScript> here = hold(path);
    if (here.isPresent()) {
      required.complete(path, here.get());
    } else {
      downloads.want(set, path);
    }
  }

  /// The script of the current generation, if it is here.
  private Optional<PackedScript> hold(ProjectPath path) throws IOException {
    HeldScripts set = current.orElseThrow();
    Optional<PackedScript> held = set.find(path);
    if (held.isPresent()) {
      return held;
    }
    Optional<PackedScript> found = set.choice(path).flatMap(choice -> known(path, choice.digest()));
    if (found.isPresent()) {
      set.add(path, found.get());
      if (ready) {
        report(List.of(path));
      }
      if (next.isPresent()) {
        next.get().include(path); // what is held has to be there when the next one comes
        wantAgain();
      }
    }
    return found;
  }

  private void execute(long generation, List<ProjectPath> paths) throws ProtocolException {
    long running = current.map(HeldScripts::generation).orElse(0L);
    if (generation > running) {
      throw forbidden("generation %d does not run here yet".formatted(generation));
    }
    if (generation < running) {
      return;
    }
    for (ProjectPath path : paths) {
      if (current.flatMap(set -> set.choice(path)).isEmpty()) {
        throw forbidden("generation %d has no %s for clients".formatted(generation, path));
      }
      toRun.add(path);
    }
  }

  /// Runs what is next, or wants it.
  private void runNext() throws IOException {
    if (toRun.first().isEmpty() || current.isEmpty()) {
      return;
    }
    HeldScripts set = current.get();
    ProjectPath path = toRun.first().get();
    Optional<PackedScript> script = hold(path);
    if (script.isEmpty()) {
      downloads.want(set, path);
      return;
    }
    toRun.begin(path, script.get().digest());
    call(() -> listener.execute(set, path, script.get()), () -> {});
  }

  // --- fetching

  /// Makes the list of what is wanted anew, the most urgent first.
  private void wantAgain() {
    downloads.renew(
        () -> {
          next.ifPresent(it -> it.missing().forEach(path -> downloads.want(it.scripts(), path)));
          current.ifPresent(
              set -> {
                toRun.first().ifPresent(path -> downloads.want(set, path));
                required.paths().forEach(path -> downloads.want(set, path));
              });
        });
  }

  /// Whether something is to be asked for again later.
  boolean isPostponing() {
    return greeted && downloads.isPostponing();
  }

  /// Whether the server owes something.
  boolean isExpecting() {
    return !greeted || downloads.isExpecting();
  }

  /// Asks for as much as may be on its way.
  void ask() throws IOException {
    if (greeted) {
      for (ScriptRequest request : downloads.open()) {
        send(request);
      }
    }
  }

  private void chunk(ScriptChunk chunk) throws ProtocolException, IOException {
    ArtifactDownload download = downloads.find(chunk.stream());
    meters.chunks.incrementAndGet();
    if (!download.add(chunk)) {
      return;
    }
    downloads.close(chunk.stream());
    try {
      taken(download, download.assemble());
    } catch (DamagedException e) {
      meters.damaged.incrementAndGet();
      if (manifests.isNewest(download.generation())) {
        Verified result = new Verified(download.path(), download.digest(), ArtifactState.DAMAGED);
        send(new ScriptVerify(download.generation(), List.of(result)));
      }
      again(download, 0, String.valueOf(e.getMessage()));
    }
  }

  private void taken(ArtifactDownload download, PackedScript script) throws IOException {
    meters.artifacts.incrementAndGet();
    cache.put(script);
    downloads.remove(download);
    next.ifPresent(it -> it.take(download, script));
    if (current.isEmpty()) {
      return;
    }
    for (ProjectPath path : required.paths()) {
      if (download.isOf(current.get(), path)) {
        settle(path);
      }
    }
  }

  private void refused(int stream, Reason reason) throws ProtocolException {
    ArtifactDownload download = downloads.find(stream);
    downloads.close(stream);
    switch (reason) {
      case NOT_THERE ->
          failed(download, "the server has no " + download.path() + " for this client");
      case UNAVAILABLE -> again(download, PAUSE_NANOS, "the server cannot read " + download.path());
    }
  }

  private void again(ArtifactDownload download, long pauseNanos, String reason)
      throws ProtocolException {
    if (!download.retry(pauseNanos, System.nanoTime())) {
      failed(download, reason);
    }
  }

  /// Does without an artifact, or without the connection when the next generation needs it.
  private void failed(ArtifactDownload download, String reason) throws ProtocolException {
    downloads.remove(download);
    if (next.filter(it -> it.isMissing(download)).isPresent()) {
      throw forbidden("generation %d: %s".formatted(download.generation(), reason));
    }
    current.ifPresent(
        set -> {
          for (ProjectPath path : required.paths()) {
            if (download.isOf(set, path)) {
              required.fail(path, new IOException(reason));
            }
          }
          for (ProjectPath path : toRun.waiting()) {
            if (download.isOf(set, path)) {
              toRun.remove(path);
              gameThread.call(() -> listener.unavailable(path, reason), () -> {});
            }
          }
        });
  }
}
